package io.millrace.sequence.flink;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.Intake;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State follows the users who come, not those who ever came: of who stays away, nothing is left in RocksDB. */
class IdleUsersTest {
    private static final Duration IDLE = Duration.ofDays(4);
    private static final int USERS = 3;
    /** Events at the end of the stream that are not played at once: more than the heap takes. */
    private static final int WAITING = 150;

    private static final long FAITHFUL = Ids.of("faithful");
    private static final Set<String> OF_IDS = Set.of("header", "seen-ids");

    private int records;

    /** Ids are remembered for a shorter time than users are, and for a longer. */
    @ParameterizedTest
    @ValueSource(ints = {2, 10})
    void shouldLeaveNothingOfUsersWhoStayAway(int deduplicationDays) throws Exception {
        Duration deduplication = Duration.ofDays(deduplicationDays);
        SequenceConfig config =
                SequenceConfig.defaults().withRetention(new Retention(128, 8192, 8, deduplication, IDLE));
        List<AcceptedEvent> events = TestingStream.ofEvents(11, USERS, 1200);
        long last = events.get(events.size() - 1).time();
        // The alarms for events of a stretch of time go off together, up to a quarter of the span too late.
        long idle = last + IDLE.toMillis() * 5 / 4;
        long unknown = last + deduplication.toMillis() * 5 / 4;
        long end = Math.max(idle, unknown);
        try (TestingJob job = new TestingJob(config, 2, null)) {
            play(job, events);
            job.snapshot(1);
            assertThat(job.usersByState())
                    .allSatisfy((state, users) -> assertThat(users).as(state).hasSize(USERS));

            job.watermark(last);
            process(job, impression(Ids.mix(0), last - 1));
            job.watermark(last + IDLE.toMillis() - 1);
            job.snapshot(2);
            assertThat(job.usersByState().get("header")).hasSize(USERS);
            assertThat(job.usersByState().get("pages")).hasSize(USERS);

            job.watermark(idle);
            job.snapshot(3);
            assertThat(job.usersByState()).allSatisfy((state, users) -> {
                boolean ids = unknown > idle && OF_IDS.contains(state);
                assertThat(users).as(state).hasSize(ids ? USERS : 0);
            });

            process(job, impression(FAITHFUL, end + 1));
            job.watermark(end + 1);
            job.snapshot(4);
            assertThat(job.usersByState())
                    .allSatisfy((state, users) -> assertThat(users).as(state).isSubsetOf(FAITHFUL))
                    .containsEntry("header", Set.of(FAITHFUL));
            assertThat(job.timers()).isPositive();
            assertThat(job.entries()).isPositive();

            job.watermark(Long.MAX_VALUE);
            job.snapshot(5);
            assertThat(job.timers()).isZero();
            assertThat(job.entries()).isZero();
        }
    }

    /** All but the last take effect; one of the users is erased half way. */
    private void play(TestingJob job, List<AcceptedEvent> events) throws Exception {
        for (int i = 0; i < events.size(); i++) {
            AcceptedEvent event = events.get(i);
            process(job, event);
            if (i == events.size() / 2) {
                Erasure erasure = new Erasure("user", "erasure");
                process(job, new AcceptedEvent(event.user(), Ids.of("erasure"), event.time(), event.time(), erasure));
            }
            if (i < events.size() - WAITING) {
                job.watermark(event.time() - 1);
            }
        }
    }

    private void process(TestingJob job, AcceptedEvent event) throws Exception {
        ConsumedRecord record = new ConsumedRecord("events", 0, records++, T0, null, null);
        job.process(Intake.accepted(record, event));
    }

    private static AcceptedEvent impression(long user, long time) {
        return new AcceptedEvent(
                user, Ids.combine(user, time), time, time, new Impression(Ids.of("item"), Features.of()));
    }
}
