package io.millrace.pipeline.deadletter;

import io.millrace.schemas.DeadLetter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dead letters counted by reason. */
public final class Tally {
    private final int mostExamples;
    private final Map<String, Entry> entries = new HashMap<>();
    private long unreadable;

    private Tally(int mostExamples) {
        this.mostExamples = mostExamples;
    }

    /**
     * Counts the selected letters of a topic.
     *
     * @param mostExamples how many letters of each reason to keep, the first
     * @throws DeadLetterException if the topic cannot be read
     */
    public static Tally of(DeadLetterTopic topic, Selection selection, int mostExamples) {
        Tally tally = new Tally(mostExamples);
        Origins putBack = topic.putBack();
        tally.unreadable = topic.forEach((letter, partition) -> {
            if (selection.test(letter)) {
                tally.add(letter, putBack.contains(Origin.of(letter)));
            }
        });
        return tally;
    }

    private void add(DeadLetter letter, boolean putBack) {
        entries.computeIfAbsent(letter.getReason(), reason -> new Entry(reason, letter.getTimestamp()))
                .add(letter, putBack, mostExamples);
    }

    /** By reason, the most frequent first. */
    public List<Entry> entries() {
        return entries.values().stream()
                .sorted(Comparator.comparing(Entry::count).reversed().thenComparing(Entry::reason))
                .toList();
    }

    /** Records of the topic that are no letters that this version can read. */
    public long unreadable() {
        return unreadable;
    }

    /** The letters of one reason. */
    public static final class Entry {
        private final String reason;
        private final List<DeadLetter> examples = new ArrayList<>();
        private long count;
        private long putBack;
        private long first;
        private long last;

        private Entry(String reason, long time) {
            this.reason = reason;
            this.first = time;
            this.last = time;
        }

        private void add(DeadLetter letter, boolean isPutBack, int mostExamples) {
            count++;
            putBack += isPutBack ? 1 : 0;
            first = Math.min(first, letter.getTimestamp());
            last = Math.max(last, letter.getTimestamp());
            if (examples.size() < mostExamples) {
                examples.add(letter);
            }
        }

        public String reason() {
            return reason;
        }

        public long count() {
            return count;
        }

        /** How many of them have been put back. */
        public long putBack() {
            return putBack;
        }

        /** When the first of their records arrived, milliseconds. */
        public long first() {
            return first;
        }

        /** When the last of their records arrived, milliseconds. */
        public long last() {
            return last;
        }

        public List<DeadLetter> examples() {
            return Collections.unmodifiableList(examples);
        }
    }
}
