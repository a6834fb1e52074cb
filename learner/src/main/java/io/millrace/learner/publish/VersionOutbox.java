package io.millrace.learner.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Versions that were cut and are not yet out. A cut is sent when its checkpoint, or that of a later cut, is complete: from
 * then on no recovery can take it back. What was sent but not yet forgotten by a checkpoint is sent again after a restore;
 * the values being absolute, that does no harm.
 */
public final class VersionOutbox {
    private final List<KeyGroupCut> waiting = new ArrayList<>();

    public void add(KeyGroupCut cut) {
        waiting.add(cut);
    }

    /**
     * Takes over from a checkpoint the cuts of one shard's key groups, and no others: two versions of a key group may be
     * waiting, and must leave by one door, or the older could overtake the newer.
     *
     * @param ofAll the cuts that were waiting in all outboxes
     * @param isOfShard whether a key group is the shard's
     */
    public void restore(Iterable<KeyGroupCut> ofAll, IntPredicate isOfShard) {
        for (KeyGroupCut cut : ofAll) {
            if (isOfShard.test(cut.keyGroup())) {
                waiting.add(cut);
            }
        }
    }

    /** Forgets what was to be sent. */
    public void clear() {
        waiting.clear();
    }

    /** What a checkpoint has to remember. */
    public List<KeyGroupCut> waiting() {
        return waiting;
    }

    /**
     * Sends every cut up to a version, oldest first, and returns when all of it is durable. Where the version was held, and
     * so not cut, those before it wait for the next: their checkpoint may have been aborted before all shards had cut, and
     * rows of a version that is not whole would take the last good one from those who start to follow during the hold.
     *
     * @throws IOException if not all could be written; then nothing has left the outbox
     */
    public void send(long completed, ModelLog log) throws IOException {
        if (waiting.stream().noneMatch(cut -> cut.version() == completed)) {
            return;
        }
        for (KeyGroupCut cut : waiting) {
            if (cut.version() <= completed) {
                for (int i = 0; i < cut.keys().length; i++) {
                    log.append(cut.keyGroup(), cut.keys()[i], cut.values()[i]);
                }
            }
        }
        log.flush();
        waiting.removeIf(cut -> cut.version() <= completed);
    }
}
