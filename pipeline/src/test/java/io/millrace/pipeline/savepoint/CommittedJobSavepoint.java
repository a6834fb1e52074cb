package io.millrace.pipeline.savepoint;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The whole job as a release left it when it was stopped half way through certain events: its savepoint, the events, the
 * options, and what its last version said. No file is ever to be changed: they stand for running jobs.
 */
final class CommittedJobSavepoint {
    /** Where releases lie, in this module's folder. */
    static final Path RELEASES = Path.of("src/test/resources/savepoints");

    /** Of the model in every one of them. */
    static final long LINEAGE = 1;

    private static final String METADATA = "_metadata";
    private static final String PACKED = METADATA + ".gz";
    private static final String EVENTS = "events.avro";
    private static final String OPTIONS = "options.properties";
    private static final String VERSION = "version.json";

    private final Path folder;

    CommittedJobSavepoint(Path folder) {
        this.folder = folder;
    }

    /** The options that the job ran with, on another broker, at which its topics are made. */
    MillraceConfig config(EmbeddedBroker broker) {
        MillraceConfig config = MillraceConfig.read(folder.resolve(OPTIONS))
                .with(Map.of(MillraceOptions.BOOTSTRAP_SERVERS.key(), broker.bootstrapServers()));
        OnePartition.makeTopics(config);
        return config;
    }

    /** All events, in the order of their records; the savepoint is behind the first half. */
    List<Event> events() throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(EVENTS));
                DataFileStream<Event> events = new DataFileStream<>(in, new SpecificDatumReader<>(Event.class))) {
            List<Event> all = new ArrayList<>();
            events.forEach(all::add);
            return all;
        }
    }

    /** What was said of the last version before the stop: {@link #said}. */
    String version() throws IOException {
        return Files.readString(folder.resolve(VERSION)).strip();
    }

    /** What a version says that does not depend on the run it was made in. */
    static String said(Manifest version) throws IOException {
        Manifest said = Manifest.newBuilder(version)
                .setVersion(0)
                .setParent(0)
                .setCreatedAt(0)
                .setArrivals(List.of())
                .setCounts(new TreeMap<>(version.getCounts()))
                .build();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().jsonEncoder(Manifest.getClassSchema(), json);
        new SpecificDatumWriter<>(Manifest.class).write(said, encoder);
        encoder.flush();
        // Of the bytes that it is sent as.
        return json.toString(StandardCharsets.UTF_8).replaceFirst(",\"partitions\":\\d+,\"checksum\":\"[^\"]*\"", "");
    }

    /** Whether a version is of the first events, and of every example that they make until others come. */
    static Predicate<Manifest> hasLearnt(int events) {
        return version -> version.getCounts().getOrDefault("events", 0L) == events
                && version.getCounts().getOrDefault("examples", 0L)
                        == version.getAppliedExamples() + version.getCounts().getOrDefault("examplesRefused", 0L);
    }

    /** Unpacks the savepoint into a folder, to start from. */
    Path unpack(Path into) throws IOException {
        Files.createDirectories(into);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(PACKED)))) {
            Files.copy(in, into.resolve(METADATA));
        }
        return into;
    }

    /** Writes what is there before the job is. */
    void writeInput(Map<String, String> options, List<Event> events) throws IOException {
        Files.createDirectories(folder);
        List<String> lines = options.entrySet().stream()
                .map(option -> option.getKey() + '=' + option.getValue())
                .sorted()
                .toList();
        Files.write(folder.resolve(OPTIONS), lines);
        try (DataFileWriter<Event> writer = new DataFileWriter<>(new SpecificDatumWriter<>(Event.class))) {
            writer.setCodec(CodecFactory.deflateCodec(Deflater.BEST_COMPRESSION));
            writer.create(Event.getClassSchema(), folder.resolve(EVENTS).toFile());
            for (Event event : events) {
                writer.append(event);
            }
        }
    }

    /**
     * Writes what became of the job.
     *
     * @param savepoint whose state is all in its metadata
     */
    void writeResult(Path savepoint, Manifest version) throws IOException {
        Files.writeString(folder.resolve(VERSION), said(version) + '\n');
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(PACKED)))) {
            Files.copy(savepoint.resolve(METADATA), out);
        }
    }
}
