package io.millrace.pipeline.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.pipeline.embedded.TopicContents;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who stops the whole job with a savepoint and starts it again learns what would have been learnt without. */
class SavepointIT {
    private static final int EVENTS = 1_000;
    private static final int STOPS = 2;
    private static final EventSource SOURCE = SmallRun.crowdedWorld(EVENTS, Duration.ofMillis(800), 0.1);
    private static final List<Event> ALL = all();

    private static Manifest undisturbed;
    private static List<TrainingExample> undisturbedExamples;

    @TempDir
    Path folder;

    private static List<Event> all() {
        List<Event> all = new ArrayList<>();
        SOURCE.events().forEachRemaining(all::add);
        return all;
    }

    @BeforeAll
    static void learnUndisturbed(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            MillraceConfig config = config(broker);
            try (StoppableJob job = StoppableJob.start(config, folder.resolve("flink"), 1, null)) {
                undisturbed = OnePartition.learnToTheEnd(config, ALL);
                job.stop();
            }
            undisturbedExamples = examples(broker);
        }
    }

    @Test
    void shouldLearnTheSameWeightsWhenStoppedInTheMiddle() throws Exception {
        Manifest stopped = learnWithStops(1);

        assertThat(stopped.getCounts()).isEqualTo(undisturbed.getCounts());
        assertThat(stopped.getRows()).isEqualTo(undisturbed.getRows());
        assertThat(stopped.getDigest()).as("weights").isEqualTo(undisturbed.getDigest());
        assertThat(stopped.getEvaluations()).isNotEmpty().isEqualTo(undisturbed.getEvaluations());
    }

    @Test
    void shouldLearnEachExampleOnceWhenStartedAtAnotherParallelism() throws Exception {
        learnWithStops(2);
    }

    /** Each stop is in the midst of catching up with what was sent while the job stood still. */
    private Manifest learnWithStops(int nextParallelism) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            MillraceConfig config = config(broker);
            Path savepoint = null;
            int sent = 0;
            for (int stop = 0; stop < STOPS; stop++) {
                int until = EVENTS * (stop + 1) / (STOPS + 1);
                OnePartition.send(config, ALL.subList(sent, until));
                sent = until;
                long before = applied(broker);
                try (StoppableJob job = StoppableJob.start(config, folder.resolve("flink"), stop, savepoint)) {
                    PublishedVersions.awaitOne(
                            broker.bootstrapServers(), version -> version.getAppliedExamples() > before);
                    savepoint = job.stop();
                }
                config = config.with(Map.of(MillraceOptions.PARALLELISM.key(), "" + nextParallelism));
            }
            try (StoppableJob job = StoppableJob.start(config, folder.resolve("flink"), STOPS, savepoint)) {
                Manifest last = OnePartition.learnToTheEnd(config, ALL.subList(sent, EVENTS));
                job.stop();
                assertThat(last.getLineage()).isZero();
                assertThat(last.getCounts()).containsEntry("events", (long) EVENTS);
                assertThat(last.getAppliedExamples()).isPositive().isEqualTo(undisturbed.getAppliedExamples());
                assertThat(last.getAppliedDigest()).isEqualTo(undisturbed.getAppliedDigest());
                assertThat(examples(broker)).isEqualTo(undisturbedExamples);
                return last;
            }
        }
    }

    private static MillraceConfig config(EmbeddedBroker broker) {
        MillraceConfig config =
                SmallRun.config(SOURCE, Map.of(MillraceOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers()));
        OnePartition.makeTopics(config);
        return config;
    }

    private static long applied(EmbeddedBroker broker) throws Exception {
        return PublishedVersions.newest(broker.bootstrapServers())
                .map(Manifest::getAppliedExamples)
                .orElse(0L);
    }

    /** All of them, as they are on the topic: a savepoint leaves nothing to be sent again. */
    private static List<TrainingExample> examples(EmbeddedBroker broker) throws Exception {
        SingleObjectCodec<TrainingExample> codec = new SingleObjectCodec<>(TrainingExample.class);
        List<TrainingExample> examples = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                TopicContents.committed(broker.bootstrapServers(), TopicNames.TRAINING_EXAMPLES)) {
            TrainingExample example = codec.decode(record.value());
            // The broker's clock, which is another each time.
            example.setArrival(0);
            examples.add(example);
        }
        examples.sort(Comparator.comparingLong(TrainingExample::getExampleId));
        return examples;
    }
}
