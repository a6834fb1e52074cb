package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.store.Cell;
import io.millrace.sequence.store.InMemoryUserStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
    /** Two users of three interactions fit decoded; at rest, two of any size here. */
    private static final HeapBounds BOUNDS = new HeapBounds(0, 0, 4000, 700);

    private final Map<Long, InMemoryUserStore> stores = new HashMap<>();
    private final Cell header = new SelectedHeader();
    private long selected;
    private int decoded;
    private int reads;
    private int writes;
    private final UserCache users = new UserCache(this::read, id -> selected = id, header, BOUNDS);

    /** The header cell of whoever is selected. */
    private final class SelectedHeader implements Cell {
        @Override
        public byte[] get() {
            reads++;
            return store(selected).header.get();
        }

        @Override
        public void set(byte[] value) {
            writes++;
            store(selected).header.set(value);
        }

        @Override
        public void clear() {
            writes++;
            store(selected).header.clear();
        }
    }

    private InMemoryUserStore store(long id) {
        return stores.computeIfAbsent(id, i -> new InMemoryUserStore());
    }

    private User read(long id, byte[] value) {
        decoded++;
        assertThat(id).isEqualTo(selected);
        return new User(id, value, store(id).store(), SequenceConfig.defaults());
    }

    private void add(long id, int interactions) {
        User user = users.get(id);
        user.changed();
        user.header.ordinal = T0;
        user.header.lastEvent = T0;
        for (int i = 0; i < interactions; i++) {
            user.history.append(Interaction.shown(i, i, T0 + i, Features.of()), 0);
        }
        users.fit();
    }

    private boolean isStored(long id) {
        return store(id).header.get() != null;
    }

    @Test
    void shouldLetThoseRestThatWereUsedLongestAgoAndReadThemFromThere() {
        add(1, 3);
        add(2, 3);
        users.get(1);
        users.fit();
        add(3, 3);
        assertThat(decoded).isEqualTo(3);
        assertThat(reads).isEqualTo(3);

        assertThat(users.get(2).history.newest().time()).isEqualTo(T0 + 2);
        users.fit();
        assertThat(users.get(3).history.newest().time()).isEqualTo(T0 + 2);
        assertThat(decoded).isEqualTo(4);
        assertThat(reads).isEqualTo(3);
        assertThat(writes).isZero();
    }

    @Test
    void shouldWriteThoseThatDoNotFitAtRestEither() {
        for (int id = 1; id <= 9; id++) {
            add(id, 3);
        }
        assertThat(isStored(1)).isTrue();
        assertThat(isStored(9)).isFalse();
        assertThat(writes).isBetween(3, 6);

        assertThat(users.get(1).history.newest().time()).isEqualTo(T0 + 2);
        users.fit();
        assertThat(reads).isEqualTo(10);
    }

    @Test
    void shouldKeepOneHoweverLargeItIs() {
        add(1, 30);
        assertThat(isStored(1)).isFalse();
        assertThat(users.get(1).history.newest().time()).isEqualTo(T0 + 29);
        users.fit();
        assertThat(decoded).isEqualTo(1);
    }

    @Test
    void shouldWriteBackAllThatHaveChangedOnceAndKeepThem() {
        for (int id = 1; id <= 4; id++) {
            add(id, 3);
        }
        users.flush();
        assertThat(writes).isEqualTo(4);
        assertThat(stores.keySet()).allMatch(this::isStored);

        users.get(4);
        users.fit();
        users.get(1);
        users.fit();
        users.flush();
        assertThat(writes).isEqualTo(4);
        assertThat(reads).isEqualTo(4);
    }

    @Test
    void shouldCountWhereUsersAreFoundAndWhatTheyTake() {
        for (int id = 1; id <= 9; id++) {
            add(id, 3);
        }
        users.get(9);
        users.fit();
        users.get(7);
        users.fit();
        assertThat(users.hits()).isEqualTo(1);
        assertThat(users.restingHits()).isEqualTo(1);
        assertThat(users.misses()).isEqualTo(9);
        assertThat(users.hitRate()).isEqualTo(2.0 / 11);
        assertThat(users.evictions()).isEqualTo(writes);
        assertThat(users.users()).isEqualTo(2);
        assertThat(users.users() + users.restingUsers() + users.evictions()).isEqualTo(9);
        assertThat(users.bytes()).isBetween(2000L, BOUNDS.decoded());
        assertThat(users.restingBytes()).isBetween(200L, BOUNDS.resting());
    }

    /** Not even a mark that it is gone. */
    @Test
    void shouldWriteNothingOfOneWhoWasNeverThere() {
        users.get(1).changed();
        users.fit();
        add(2, 30);
        users.flush();
        assertThat(writes).isEqualTo(1);
        assertThat(isStored(1)).isFalse();
    }

    @Test
    void shouldClearOneOfWhomNothingIsLeft() {
        add(1, 3);
        users.flush();
        users.get(1).forget();
        users.get(1).changed();
        users.fit();
        users.flush();
        assertThat(isStored(1)).isFalse();
        assertThat(writes).isEqualTo(2);
    }
}
