package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.store.InMemoryUserStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
    private final Map<Long, InMemoryUserStore> stores = new HashMap<>();
    private long selected;
    private int reads;
    private final UserCache users = new UserCache(this::read, id -> selected = id, 57);

    private User read(long id) {
        reads++;
        assertThat(id).isEqualTo(selected);
        return new User(
                id, stores.computeIfAbsent(id, i -> new InMemoryUserStore()).store(), SequenceConfig.defaults());
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
        return stores.get(id).header.get() != null;
    }

    @Test
    void shouldLetThoseLeaveThatWereUsedLongestAgo() {
        add(1, 3);
        add(2, 3);
        users.get(1);
        users.fit();
        assertThat(isStored(1) || isStored(2)).isFalse();

        add(3, 4);
        assertThat(isStored(2)).isTrue();
        assertThat(isStored(1) || isStored(3)).isFalse();

        assertThat(users.get(2).history.newest().time()).isEqualTo(T0 + 2);
        assertThat(reads).isEqualTo(4);
    }

    @Test
    void shouldKeepOneHoweverLargeItIs() {
        add(1, 30);
        assertThat(isStored(1)).isFalse();
        assertThat(users.get(1).history.newest().time()).isEqualTo(T0 + 29);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void shouldWriteBackAllThatHaveChangedAndKeepThem() {
        add(1, 3);
        add(2, 3);
        users.flush();
        assertThat(isStored(1) && isStored(2)).isTrue();

        stores.get(1L).header.clear();
        users.get(1);
        users.flush();
        assertThat(isStored(1)).isFalse();
        assertThat(reads).isEqualTo(2);
    }
}
