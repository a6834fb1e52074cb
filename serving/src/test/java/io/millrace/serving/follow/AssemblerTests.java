package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A topic, a learner that writes to it, and an assembler that reads it. */
abstract class AssemblerTests {
    static final long NOW = 1_000;
    static final long LINEAGE = -77;

    final TestingTopic topic = new TestingTopic(3);
    final TestingLearner learner = new TestingLearner(LINEAGE, topic, 1);
    final VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);

    void announce(long version, Consumer<Manifest> change) {
        announce(learner.manifest(version), change);
    }

    void announce(Manifest manifest, Consumer<Manifest> change) {
        change.accept(manifest);
        topic.append(0, new ModelRecord.VersionManifest(manifest));
    }

    /** Reads the topic from its beginning, asking for a version after each record. */
    List<ServedModel> readAll(VersionAssembler reader, long seed) {
        return read(topic, reader, seed);
    }

    static List<ServedModel> read(TestingTopic topic, VersionAssembler reader, long seed) {
        List<ServedModel> activated = new ArrayList<>();
        topic.read(new Random(seed), (partition, record) -> {
            reader.accept(partition, record);
            reader.advance(NOW).ifPresent(activated::add);
        });
        return activated;
    }

    static List<Long> versions(List<ServedModel> activated) {
        return activated.stream().map(ServedModel::version).toList();
    }

    static ServedModel last(List<ServedModel> activated) {
        assertThat(activated).isNotEmpty();
        return activated.get(activated.size() - 1);
    }

    static void describe(Manifest manifest, String model) {
        manifest.setModel(model);
        manifest.setSchemaHash(Ids.of(model));
    }
}
