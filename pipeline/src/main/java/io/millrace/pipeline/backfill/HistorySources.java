package io.millrace.pipeline.backfill;

import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.pipeline.eventfile.EventFileSeries.EventFile;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.impl.StaticFileSplitEnumerator;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.core.fs.Path;

/** Event files as a source of Flink's, before the topic or alone. */
public final class HistorySources {
    private HistorySources() {}

    /** Makes a validator wherever files are read. */
    @FunctionalInterface
    public interface Validators extends Supplier<EventValidator>, Serializable {}

    /** The files, and when every reader has come to their end, the topic. */
    public static Source<Intake, ?, ?> before(KafkaSource<Intake> topic, EventFileSeries files, Validators validators) {
        return behind(files(files, validators), topic);
    }

    /** The files alone: when every reader has come to their end and everything is learnt, the end. */
    public static Source<Intake, ?, ?> alone(EventFileSeries files, Validators validators) {
        return behind(files(files, validators), new Drain());
    }

    private static Source<Intake, ?, ?> behind(FileSource<Intake> files, Source<Intake, ?, ?> next) {
        return new SteadyHybridSource(HybridSource.<Intake, StaticFileSplitEnumerator>builder(files)
                .addSource(next)
                .build());
    }

    private static FileSource<Intake> files(EventFileSeries files, Validators validators) {
        Path[] paths = files.files().stream().map(EventFile::path).toArray(Path[]::new);
        return FileSource.forBulkFileFormat(new EventFileFormat(validators), paths)
                .setFileEnumerator(() -> FilesInOrder::enumerate)
                .setSplitAssigner(FilesInOrder::new)
                .build();
    }
}
