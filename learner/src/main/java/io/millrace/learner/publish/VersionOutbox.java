package io.millrace.learner.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Versions that were cut and are not yet out. A cut is sent when its checkpoint, or a later one, is complete: from then
 * on no recovery can take it back. What was sent but not yet forgotten by a checkpoint is sent again after a restore;
 * the values being absolute, that does no harm.
 */
public final class VersionOutbox {
    private final List<KeyGroupCut> waiting = new ArrayList<>();

    public void add(KeyGroupCut cut) {
        waiting.add(cut);
    }

    /** What a checkpoint has to remember. */
    public List<KeyGroupCut> waiting() {
        return waiting;
    }

    /**
     * Sends every cut up to a version, oldest first, and returns when all of it is durable.
     *
     * @throws IOException if not all could be written; then nothing has left the outbox
     */
    public void send(long completed, ModelLog log) throws IOException {
        boolean sent = false;
        for (KeyGroupCut cut : waiting) {
            if (cut.version() <= completed) {
                for (int i = 0; i < cut.keys().length; i++) {
                    log.append(cut.keyGroup(), cut.keys()[i], cut.values()[i]);
                }
                sent = true;
            }
        }
        if (sent) {
            log.flush();
            waiting.removeIf(cut -> cut.version() <= completed);
        }
    }
}
