package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.store.InMemoryLogs;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
    private static final int MOST = 1000;
    private static final Alarm FORGET = new Alarm(4000);

    private final InMemoryLogs logs = new InMemoryLogs();
    private TreeMap<Long, Integer> counts = new TreeMap<>();
    private SeenIds seen = new SeenIds(logs, counts, FORGET, MOST);

    private void restart() {
        seen.flush();
        counts = seen.counts();
        seen = new SeenIds(logs, counts, FORGET, MOST);
    }

    @Test
    void shouldRememberOverARestart() {
        seen.add(1, 100);
        restart();
        seen.add(2, 200);
        seen.add(3, 1200);
        restart();

        assertThat(seen.contains(1) && seen.contains(2) && seen.contains(3)).isTrue();
        assertThat(seen.contains(4)).isFalse();
        assertThat(counts).containsEntry(0L, 2).containsEntry(1L, 1);
    }

    @Test
    void shouldForgetAStretchAtOnceAndLeaveNothing() {
        seen.add(1, 100);
        seen.add(2, 1100);
        restart();
        seen.forgetUntil(FORGET.after(100) - 1);
        assertThat(seen.contains(1)).isTrue();

        seen.forgetUntil(FORGET.after(100));
        assertThat(seen.contains(1)).isFalse();
        assertThat(seen.contains(2)).isTrue();

        seen.forgetUntil(FORGET.after(1100));
        seen.flush();
        assertThat(logs.isEmpty() && seen.isEmpty()).isTrue();
    }

    @Test
    void shouldForgetTheOldestStretchOfAUserWithTooMany() {
        for (int id = 0; id < MOST; id++) {
            assertThat(seen.add(id, id < 10 ? 0 : 1000)).isZero();
        }
        assertThat(seen.add(-1, 2000)).isEqualTo(10);
        assertThat(seen.contains(0)).isFalse();
        assertThat(seen.contains(10)).isTrue();
        assertThat(seen.contains(-1)).isTrue();
    }

    @Test
    void shouldNotRememberMoreThanTheMostOfOneStretch() {
        for (int id = 0; id < MOST; id++) {
            seen.add(id, 0);
        }
        assertThat(seen.add(-1, 0)).isEqualTo(1);
        assertThat(seen.contains(-1)).isFalse();
        assertThat(seen.size()).isEqualTo(MOST);
    }
}
