package io.millrace.sequence.flink;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * The state in which a release left a job half way through a certain stream. Neither the files nor the stream nor the
 * configuration are ever to be changed: they stand for running jobs.
 */
final class CommittedSavepoint {
    /** Of the first. */
    static final SequenceConfig WAITING =
            SequenceConfig.defaults().withEmission(new Emission(4, Duration.ofMinutes(5)));
    /** Of those since labels can be out before they are final. */
    static final SequenceConfig ES_DFM = WAITING.withLabels(new Labels(
            List.of(
                    new Task("click", Basis.IMPRESSION, Set.of("click")),
                    new Task("convert", Basis.CLICK, Set.of("convert"), LateConversions.esDfm(Duration.ofMinutes(3)))),
            Labels.defaults().clickWindow(),
            Labels.defaults().attributionWindow()));

    private static final long DISORDER = Duration.ofMinutes(2).toMillis();
    private static final int USERS = 6;
    private static final List<Intake> RECORDS = records();
    /** The number of records behind the savepoint. */
    private static final int HALF = RECORDS.size() / 2;

    private CommittedSavepoint() {}

    /** Static facts stand at the beginning, since the first releases knew only the last value of one. */
    private static List<Intake> records() {
        List<AcceptedEvent> events = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            for (String name : List.of("country", "language")) {
                long id = Ids.combine(Ids.of(name), user);
                AttributeChange fact = new AttributeChange(false, name, Ids.ofFact(name, "v" + user % 2));
                events.add(new AcceptedEvent(Ids.mix(user), id, TestingEvents.T0 - DISORDER, TestingEvents.T0, fact));
            }
        }
        TestingStream.ofEvents(7, USERS, 600).stream()
                .filter(event -> !(event.payload() instanceof AttributeChange change) || change.slow())
                .forEach(events::add);
        List<Intake> records = new ArrayList<>();
        for (AcceptedEvent event : TestingStream.shuffled(events, DISORDER, 7)) {
            int index = records.size();
            records.add(Intake.accepted(new ConsumedRecord("events", index % 3, index, 0, null, null), event));
        }
        return records;
    }

    static void playFirstHalf(TestingJob job) throws Exception {
        play(job, 0, HALF);
    }

    /** Plays the rest, to the end of the input. */
    static void playSecondHalf(TestingJob job) throws Exception {
        play(job, HALF, RECORDS.size());
        job.watermark(Long.MAX_VALUE);
    }

    private static void play(TestingJob job, int from, int until) throws Exception {
        long youngest = 0;
        for (int i = 0; i < until; i++) {
            youngest = Math.max(youngest, RECORDS.get(i).event().time());
            if (i >= from) {
                job.process(RECORDS.get(i));
                job.watermark(youngest - DISORDER - 1);
            }
        }
    }

    static TestingJob.Checkpoint read(String release) {
        return new TestingJob.Checkpoint(List.of(read(release, "intake")), List.of(read(release, "sequence")));
    }

    /** Writes what {@link #read} reads into {@code folder}. */
    static void write(TestingJob.Checkpoint checkpoint, Path folder) {
        write(checkpoint.intakes().get(0), folder.resolve("intake.gz"));
        write(checkpoint.sequences().get(0), folder.resolve("sequence.gz"));
    }

    private static OperatorSubtaskState read(String release, String operator) {
        String resource = "/savepoints/%s/%s.gz".formatted(release, operator);
        try (InputStream in = new GZIPInputStream(CommittedSavepoint.class.getResourceAsStream(resource))) {
            Path plain = Files.createTempFile("savepoint", operator);
            Files.write(plain, in.readAllBytes());
            OperatorSubtaskState state = OperatorSnapshotUtil.readStateHandle(plain.toString());
            Files.delete(plain);
            return state;
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    private static void write(OperatorSubtaskState state, Path file) {
        try {
            Path plain = Files.createTempFile("savepoint", "");
            OperatorSnapshotUtil.writeStateHandle(state, plain.toString());
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                Files.copy(plain, out);
            }
            Files.delete(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
