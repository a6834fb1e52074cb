package io.millrace.pipeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.Pace;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are admitted and expire, from events to a follower that verifies what it is told. */
class RowLifeIT {
    @TempDir
    Path folder;

    @Test
    void shouldFollowRowsThatComeAndGo() throws Exception {
        EventSource source = SmallRun.crowdedWorld(1_000, Duration.ZERO, 0);
        Map<String, String> life = new HashMap<>(Map.of("learner.admission-touches", "3", "learner.row-ttl", "20 s"));
        life.putAll(Map.of("sequence.click-window", "3 s", "sequence.attribution-window", "5 s"));
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(source, life), folder)) {
            SmallRun.learn(system, source, Pace.MAX);

            Manifest manifest = SmallRun.model(system).manifest();
            assertThat(manifest.getAppliedExamples())
                    .isPositive()
                    .isEqualTo(manifest.getCounts().get("examples"));
            assertThat(manifest.getCounts().get("rowsExpired")).isPositive();
            assertThat(manifest.getCounts()).containsEntry("updatesRefused", 0L);
            Set<Class<?>> kinds = new HashSet<>();
            boolean standIns = false;
            ModelRecordCodec codec = new ModelRecordCodec();
            for (ConsumerRecord<byte[], byte[]> record : TopicContents.of(system.brokers(), TopicNames.MODEL)) {
                ModelRecord decoded = codec.decode(record.key(), record.value());
                kinds.add(decoded.getClass());
                standIns |= decoded instanceof ModelRecord.Row row && row.table() < 0;
            }
            assertThat(kinds).contains(ModelRecord.RowTombstone.class);
            assertThat(standIns).isTrue();
            assertThat(system.follower().status().assembly().rejectedRecords()).isZero();
            assertThat(system.follower().status().assembly().refused()).isZero();
        }
    }
}
