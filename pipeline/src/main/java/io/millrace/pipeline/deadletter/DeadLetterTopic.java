package io.millrace.pipeline.deadletter;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.kafka.WholeTopic;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;

/**
 * The dead-letters topic, read from its beginning to where it ends when reading begins. Two kinds of record are on it:
 * letters, of which the same may be there several times, because the job that writes them may be restarted; and records
 * without a value that say, by {@link Origin#HEADER}, which letter has been put back.
 */
public final class DeadLetterTopic {
    private final String brokers;

    public DeadLetterTopic(String brokers) {
        this.brokers = brokers;
    }

    /**
     * Gives every letter once, as it was first written.
     *
     * @param letters takes each, and the partition of this topic that it is in
     * @return how many records are no letter that this version can read
     * @throws DeadLetterException if the topic cannot be read
     */
    public long forEach(ObjIntConsumer<DeadLetter> letters) {
        SingleObjectCodec<DeadLetter> codec = new SingleObjectCodec<>(DeadLetter.class);
        Origins met = new Origins();
        long[] unreadable = {0};
        read(record -> {
            if (record.value() == null) {
                return;
            }
            try {
                DeadLetter letter = codec.decode(record.value());
                Origin origin = Origin.of(letter);
                if (!origin.isRecord() || met.add(origin)) {
                    letters.accept(letter, record.partition());
                }
            } catch (UndecodableException e) {
                unreadable[0]++;
            }
        });
        return unreadable[0];
    }

    /**
     * The letters that have been put back.
     *
     * @throws DeadLetterException if the topic cannot be read
     */
    Origins putBack() {
        Origins origins = new Origins();
        read(record -> {
            Header header = record.headers().lastHeader(Origin.HEADER);
            if (record.value() == null && header != null) {
                origins.add(Origin.decode(header.value()));
            }
        });
        return origins;
    }

    private void read(Consumer<ConsumerRecord<byte[], byte[]>> records) {
        try {
            // What a replay that was cut short had marked is not put back: it is not read.
            new WholeTopic(brokers, TopicNames.DEAD_LETTERS).forEach(records);
        } catch (UnknownTopicOrPartitionException e) {
            throw new DeadLetterException("there is no topic " + TopicNames.DEAD_LETTERS + " at " + brokers
                    + ": make it with 'millrace topics', or say where it is with --set kafka.bootstrap-servers");
        } catch (KafkaException e) {
            throw new DeadLetterException(
                    "the dead letters at " + brokers + " cannot be read (" + RootMessage.of(e)
                            + "): start the broker, or say where it is with --set kafka.bootstrap-servers",
                    e);
        }
    }
}
