package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.store.InMemoryUserStore;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeapBoundsTest {
    private static final int USERS = 50_000;
    private static final long MIB = 1 << 20;

    private final Map<Long, byte[]> headers = new HashMap<>();
    private final InMemoryUserStore selected = new InMemoryUserStore();
    private long user;

    /** All users are small: there is nothing but headers. */
    private void select(long id) {
        byte[] left = selected.header.get();
        if (left == null) {
            headers.remove(user);
        } else {
            headers.put(user, left);
        }
        selected.header.clear();
        user = id;
        if (headers.containsKey(id)) {
            selected.header.set(headers.get(id));
        }
    }

    private UserTimeline played(HeapBounds bounds) {
        UserTimeline timeline = new UserTimeline(
                SequenceConfig.defaults(),
                selected.store(),
                this::select,
                bounds,
                new Counts(Count.KEPT, Count.EXAMPLES),
                example -> {},
                removal -> {});
        for (int i = 0; i < 4 * USERS; i++) {
            long id = Ids.mix(i % USERS);
            Impression impression = new Impression(Ids.mix(i), Features.of(i % 10, i % 7));
            timeline.onEvents(id, T0 + i, List.of(new AcceptedEvent(id, i, T0 + i, T0 + i, impression)));
        }
        return timeline;
    }

    /** Other tests leave references that only the next collection, or the one after it, lets go of. */
    private static long used() {
        long before = Long.MAX_VALUE;
        long now = usedAfterCollection();
        while (now < before) {
            before = now;
            now = usedAfterCollection();
        }
        return before;
    }

    private static long usedAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void shouldRefuseBoundsThatCannotBe() {
        assertThatThrownBy(() -> new HeapBounds(0, 2, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the bounds of what stays in the heap are negative: 0 events, 2 alarms, -1 and 0 bytes of users");
    }

    /** What is counted is what is taken: neither much more, nor so much less that the room is not used. */
    @Test
    void shouldKeepManyUsersWithinTheBounds() {
        UserTimeline timeline = played(new HeapBounds(0, 0, 12 * MIB, 6 * MIB));
        timeline.flush();
        assertThat(headers).hasSizeGreaterThan(USERS - 2);
        long with = used();
        Reference.reachabilityFence(timeline);
        timeline = null;
        long held = with - used();

        assertThat(held).isBetween(10 * MIB, 20 * MIB);
    }
}
