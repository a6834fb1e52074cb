package io.millrace.pipeline.deadletter;

import io.millrace.schemas.DeadLetter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/**
 * Puts dead letters back on the events topic, each at most once, however often this is run, killed, or run twice at the
 * same time.
 *
 * <p>Rests on three things. A letter goes back in one transaction with a mark on the dead-letters topic that says so: both
 * are there or neither is. All replays use one transactional id, so that the next to begin ends what an earlier one left
 * open, and shuts it out. And the marks are read after that, so that none is missed. The job reads the events topic {@code
 * read_committed}; what others read besides is theirs to choose.
 *
 * <p>That a letter is of a record that was not used is not seen to here but where letters come from: they leave the job once
 * a checkpoint covers their records.
 */
public final class LetterReplay {
    private final String brokers;
    private final Selection selection;
    private final Map<String, Long> replayed = new TreeMap<>();
    private long putBackBefore;
    private long impossible;

    public LetterReplay(String brokers, Selection selection) {
        this.brokers = brokers;
        this.selection = selection;
    }

    /**
     * Puts the selected letters back that have not been.
     *
     * @throws DeadLetterException if a topic cannot be read or written; what has been put back by then stays so
     */
    public void run() {
        try (LetterProducer producer = LetterProducer.open(brokers)) {
            walk(producer::putBack);
            producer.commit();
        }
    }

    /** Counts what {@link #run} would put back, and writes nothing. */
    public void dryRun() {
        walk((letter, partition) -> {});
    }

    private void walk(ObjIntConsumer<DeadLetter> letters) {
        DeadLetterTopic topic = new DeadLetterTopic(brokers);
        Origins putBack = topic.putBack();
        topic.forEach((letter, partition) -> {
            if (!selection.test(letter)) {
                return;
            }
            if (!isPossible(letter)) {
                impossible++;
            } else if (putBack.contains(Origin.of(letter))) {
                putBackBefore++;
            } else {
                letters.accept(letter, partition);
                replayed.merge(letter.getReason(), 1L, Long::sum);
            }
        });
    }

    /** Whether it was an event, of the topic or of a file, and has its bytes. */
    private static boolean isPossible(DeadLetter letter) {
        return Origin.of(letter).isRecord() && letter.getValue() != null;
    }

    /** How many were put back, or would be, by reason. */
    public Map<String, Long> replayed() {
        return replayed;
    }

    /** How many of those selected had been put back before. */
    public long putBackBefore() {
        return putBackBefore;
    }

    /** How many of those selected were no events, or had no bytes. */
    public long impossible() {
        return impossible;
    }
}
