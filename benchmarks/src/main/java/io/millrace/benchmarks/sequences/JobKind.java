package io.millrace.benchmarks.sequences;

/** What is compared. */
enum JobKind {
    /** Bytes from Kafka to Kafka with no work: what bounds everything. */
    CEILING("ceiling", JobGraphs.OUTPUT_WRITER, true),
    /** Decoded and validated, sent to the user's subtask, encoded again, to Kafka: what codec and shuffle cost. */
    KEYED("keyed", JobGraphs.OUTPUT_WRITER, true),
    /** Validated, sent to the user's subtask, a list of bytes in state read and rewritten at every event. */
    NAIVE("naive", "naive", false),
    /** What most would write: the same with the events as Avro records, by Flink's own serializer. */
    NAIVE_RECORDS("naive-records", "naive-records", false),
    /** The sequence builder, its examples thrown away. */
    MILLRACE("millrace", "sequence", false),
    /** The sequence builder, its examples to Kafka. */
    MILLRACE_TO_KAFKA("millrace-kafka", "sequence", true);

    private final String label;
    private final String lastOperator;
    private final boolean toKafka;

    JobKind(String label, String lastOperator, boolean toKafka) {
        this.label = label;
        this.lastOperator = lastOperator;
        this.toKafka = toKafka;
    }

    /** For people, and on the command line. */
    String label() {
        return label;
    }

    /** The last operator that every event comes to. */
    String lastOperator() {
        return lastOperator;
    }

    boolean isToKafka() {
        return toKafka;
    }

    @Override
    public String toString() {
        return label;
    }
}
