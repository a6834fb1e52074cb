package io.millrace.pipeline.deadletter;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.schemas.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes letters and their marks in transactions of a few at a time: as long as one is open, the job waits behind it. */
final class LetterProducer implements AutoCloseable {
    /** One at a time: who opens the next shuts the earlier out. */
    static final String TRANSACTIONAL_ID = "millrace-dead-letters-replay";

    private static final int LETTERS_AT_A_TIME = 500;
    private static final int BYTES_AT_A_TIME = 4 << 20;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private int letters;
    private long bytes;

    private LetterProducer(KafkaProducer<byte[], byte[]> producer, int partitions) {
        this.producer = producer;
        this.partitions = partitions;
    }

    /**
     * Ends what an earlier one has left open.
     *
     * @throws DeadLetterException if the broker does not answer or has no transactions
     */
    static LetterProducer open(String brokers) {
        KafkaProducer<byte[], byte[]> producer = null;
        try {
            producer = new KafkaProducer<>(settings(brokers), new ByteArraySerializer(), new ByteArraySerializer());
            producer.initTransactions();
            return new LetterProducer(
                    producer, producer.partitionsFor(TopicNames.EVENTS).size());
        } catch (KafkaException e) {
            if (producer != null) {
                producer.close(CLOSING);
            }
            throw new DeadLetterException(
                    "nothing can be put back at " + brokers + " (" + RootMessage.of(e)
                            + "): start the broker, or say where it is with --set kafka.bootstrap-servers",
                    e);
        }
    }

    private static Map<String, Object> settings(String brokers) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                TRANSACTIONAL_ID,
                // How long the job waits behind a replay that was killed.
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                10_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                15_000,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                8 << 20);
    }

    /**
     * Puts a letter's bytes back where they were, with the header that says so, and marks the letter.
     *
     * @param partition of the dead-letters topic that the letter is in: there the mark outlives it, because a partition
     *     forgets what is older first
     * @throws DeadLetterException if the broker refuses it or another has shut this one out
     */
    void putBack(DeadLetter letter, int partition) {
        asking(() -> {
            if (letters == 0) {
                producer.beginTransaction();
            }
            send(letter, partition);
        });
        if (letters >= LETTERS_AT_A_TIME || bytes >= BYTES_AT_A_TIME) {
            commit();
        }
    }

    private void send(DeadLetter letter, int partition) {
        byte[] key = LetterBytes.of(letter.getKey());
        byte[] value = LetterBytes.of(letter.getValue());
        List<Header> origin =
                List.of(new RecordHeader(Origin.HEADER, Origin.of(letter).encode()));
        // With its user's other events: where it was or, if it was in a file or the topic has fewer partitions now, by
        // key.
        boolean stillThere = letter.getTopic().equals(TopicNames.EVENTS) && letter.getPartition() < partitions;
        Integer home = stillThere ? Integer.valueOf(letter.getPartition()) : null;
        producer.send(new ProducerRecord<>(TopicNames.EVENTS, home, key, value, origin));
        producer.send(new ProducerRecord<>(TopicNames.DEAD_LETTERS, partition, (byte[]) null, (byte[]) null, origin));
        letters++;
        bytes += value.length;
    }

    /**
     * Makes what was put back durable.
     *
     * @throws DeadLetterException as {@link #putBack} does
     */
    void commit() {
        if (letters > 0) {
            asking(producer::commitTransaction);
            letters = 0;
            bytes = 0;
        }
    }

    private void asking(Runnable step) {
        try {
            step.run();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new DeadLetterException(
                    "another replay of dead letters has begun and shut this one out: wait for its end and run again",
                    e);
        } catch (KafkaException e) {
            throw new DeadLetterException(
                    "the broker does not take the dead letters back (" + RootMessage.of(e)
                            + "): nothing is there by halves, mend that and run again",
                    e);
        }
    }

    /** What is not committed is given up: the broker ends it when its time is over, or the next replay does. */
    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
