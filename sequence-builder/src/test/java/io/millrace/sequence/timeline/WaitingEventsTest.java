package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.USER;
import static io.millrace.sequence.TestingEvents.click;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.intake.AcceptedEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingEventsTest {
    private final WaitingEvents waiting = new WaitingEvents();
    private final List<String> played = new ArrayList<>();

    private void playUntil(long watermark) {
        waiting.playUntil(
                watermark,
                until -> played.add("alarms " + (until - T0)),
                (user, time, events) -> played.add("%d x%d".formatted(time - T0, events.size())));
    }

    @Test
    void shouldPlayMomentByMomentTheAlarmsFirst() {
        waiting.add(click("c", "a", T0 + 5));
        waiting.add(click("d", "a", T0 + 3));
        waiting.add(click("e", "b", T0 + 5));
        waiting.add(click("f", "b", T0 + 6));

        playUntil(T0 + 2);
        assertThat(played).isEmpty();

        playUntil(T0 + 5);
        assertThat(played).containsExactly("alarms 3", "3 x1", "alarms 5", "5 x2");
        assertThat(waiting.all()).extracting(AcceptedEvent::time).containsExactly(T0 + 6);
    }

    @Test
    void shouldHandTheEventsOfAMomentToItsAlarm() {
        waiting.add(click("c", "a", T0 + 5));
        List<AcceptedEvent> taken = new ArrayList<>();
        waiting.playUntil(
                T0 + 5,
                until -> {
                    assertThat(waiting.dueFor(USER, until - 1)).isEmpty();
                    assertThat(waiting.dueFor(USER + 1, until)).isEmpty();
                    taken.addAll(waiting.dueFor(USER, until));
                },
                (user, time, events) -> played.add("again"));

        assertThat(taken).hasSize(1);
        assertThat(played).isEmpty();
    }

    @Test
    void shouldKeepThoseThatComeFirstOfTooMany() {
        for (int i : new int[] {3, 0, 4, 1, 2}) {
            waiting.add(click("c" + i, "a", T0 + i));
        }
        assertThat(waiting.takeBeyond(5)).isEmpty();
        assertThat(waiting.takeBeyond(2))
                .extracting(AcceptedEvent::time)
                .containsExactlyInAnyOrder(T0 + 2, T0 + 3, T0 + 4);

        playUntil(T0 + 10);
        assertThat(played).containsExactly("alarms 0", "0 x1", "alarms 1", "1 x1");
    }
}
