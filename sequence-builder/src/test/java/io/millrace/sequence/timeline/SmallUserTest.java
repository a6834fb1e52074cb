package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.USER;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.event;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.store.CountingStores;
import io.millrace.sequence.store.InMemoryUserStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One who is small is one value, and costs no more than that. */
class SmallUserTest {
    private static final SequenceConfig CONFIG =
            SequenceConfig.defaults().withEmission(new Emission(1000, Duration.ofMinutes(1)));
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** Never to be regenerated: it stands for the state of running jobs. */
    private static final String GOLDEN_USER_4 =
            "0485d095ffbc3180d095ffbc3109000000000000000004000000000000000585d095ffbc31000000000201e0a499ffbc31000127000000000000000001000000000000000280d095ffbc310000010000000000000003014020000001b7b30202000000000000000100000000000000040100000000000000021c0301000000000000000180d095ffbc310087d095ffbc31000000000001e0a499ffbc310501000000000000000217020104706c616e0180d095ffbc31000000000000000006";

    /** Likewise, of one with a sealed page. */
    private static final String GOLDEN_USER_4_WITH_PAGES =
            "040000110000000000000000410000000000000002c1d095ffbc3100000000000000011b0000000000000000400000000000000002c0d095ffbc3100000000190200004080d095ffbc31000000000000000000bfd095ffbc31000000";

    private final CountingStores stores = new CountingStores();
    private final TestingTimeline timeline = new TestingTimeline(CONFIG, USER, stores::over);

    private void assertIsOneValue() {
        InMemoryUserStore others = timeline.state.copy();
        assertThat(others.header.get()).isNotNull().hasSizeLessThanOrEqualTo(User.LARGEST_WHOLE);
        others.header.clear();
        Long alarm = others.agenda.nextUntil(Long.MAX_VALUE);
        assertThat(alarm).isNotNull();
        while (alarm != null) {
            alarm = others.agenda.nextUntil(Long.MAX_VALUE);
        }
        assertThat(others.isEmpty()).isTrue();
    }

    /** Plays some events a minute apart, with a restart after each. */
    private void play(int from, int until) {
        for (int i = from; i < until; i++) {
            long time = T0 + i * MINUTE;
            timeline.take(
                            i % 3 == 2
                                    ? click("c" + i, "a" + (i - 1), time)
                                    : i % 3 == 1
                                            ? impression("i" + i, "a" + i, time)
                                            : attribute("f" + i, true, "plan", "p" + i % 2, time))
                    .advance(time)
                    .restart(CONFIG);
        }
    }

    @Test
    void shouldBeOneValueOfWhichNothingElseIsRead() {
        play(0, 12);
        assertThat(stores.reads()).isZero();
        assertThat(timeline.examples).isNotEmpty();
        assertThat(timeline.parts().openPage.isEmpty()).isFalse();
        assertThat(timeline.parts().exposures.size()).isEqualTo(4);
        assertThat(timeline.parts().seen.isEmpty()).isFalse();
        assertThat(timeline.parts().facts.get()).isNotNull();
        assertIsOneValue();
    }

    /** Pages do not change: who has some is one value still, which tells which there are. */
    @Test
    void shouldBeOneValueBesideItsSealedPages() {
        for (int i = 0; i < 150; i++) {
            timeline.take(impression("i" + i, "a", T0 + i * HOUR)).advance(T0 + i * HOUR);
        }
        InMemoryUserStore first = timeline.state;
        assertThat(first.pages.size()).isEqualTo(2);
        int before = stores.reads();
        timeline.restart(CONFIG).take(impression("next", "a", T0 + 150 * HOUR)).advance(T0 + 150 * HOUR);
        assertThat(stores.reads() - before).as("of an example, the pages").isLessThanOrEqualTo(2);

        assertThat(timeline.history().interactions()).hasSize(151);
        timeline.state.pages.removeAll((number, page) -> {});
        assertIsOneValue();
    }

    @Test
    void shouldSetFewerAlarmsThanThereIsToDo() {
        for (int i = 0; i < 12; i++) {
            timeline.take(impression("i" + i, "a" + i, T0 + i)).advance(T0 + i);
        }
        assertThat(timeline.parts().exposures.size()).isEqualTo(12);
        assertThat(stores.alarms()).isEqualTo(1);
        assertIsOneValue();
    }

    @Test
    void shouldSpillWhenItIsTooLargeAndStaySpiltWhileAnythingIsLeft() {
        play(0, 12);
        play(12, 240);
        InMemoryUserStore spilt = timeline.state;
        assertThat(spilt.header.get()).hasSizeLessThan(User.LARGEST_WHOLE);
        assertThat(spilt.openPage.isEmpty()).isFalse();
        assertThat(spilt.exposures.size()).isPositive();
        assertThat(spilt.seen.isEmpty()).isFalse();
        assertThat(spilt.facts.get()).isNotNull();

        // Nothing is left to join, nor an id; the history is.
        timeline.advance(T0 + Duration.ofDays(9).toMillis());
        assertThat(spilt.exposures.size()).isZero();
        assertThat(spilt.seen.isEmpty()).isTrue();
        assertThat(spilt.openPage.isEmpty()).isFalse();

        timeline.advance(T0 + Duration.ofDays(200).toMillis());
        assertThat(spilt.isEmpty()).isTrue();
        long later = T0 + Duration.ofDays(201).toMillis();
        timeline.restart(CONFIG).take(impression("x", "a", later)).advance(later);
        assertIsOneValue();
    }

    /** Neither facts nor sealed pages nor tasks. */
    @Test
    void shouldNotReadOfOneWhoHasSpiltWhatTheHeaderSaysIsNotThere() {
        Features many = Features.of(LongStream.range(0, 30).toArray());
        for (int i = 0; i < 50; i++) {
            timeline.take(event("i" + i, T0 + i, new AcceptedEvent.Impression(Ids.of("a"), many)));
        }
        timeline.advance(T0 + 100);
        assertThat(timeline.state.openPage.isEmpty()).isFalse();
        User user = new User(USER, timeline.state.header.get(), stores.over(timeline.state.store()), CONFIG);
        int before = stores.reads();
        user.facts();
        user.history.isBeyond(T0);
        user.seen.forgetUntil(T0);
        user.removeFacts();

        assertThat(stores.reads()).isEqualTo(before);
    }

    private static User user(byte[] value) {
        return new User(USER, value, new InMemoryUserStore().store(), CONFIG);
    }

    private static User written() {
        User user = user(null);
        user.header.ordinal = T0;
        user.header.lastEvent = T0 + 5;
        user.header.newEvents = 2;
        user.header.alarms.add(T0 + 60_000);
        user.history.append(Interaction.shown(1, 2, T0, new Features(new long[] {3}, new float[] {2.5f})), 0);
        user.history.append(Interaction.shown(4, 5, T0 + 5, Features.of()), 0);
        user.seen.add(1, T0);
        user.seen.add(4, T0 + 5);
        user.item(2).add(Exposure.of(1, T0, false, T0 + 7));
        user.itemChanged(2);
        user.plans.look(T0 + 60_000, 2);
        user.facts().apply(new AttributeChange(false, "plan", 6), T0, 0);
        user.factsChanged();
        return user;
    }

    @Test
    void shouldWriteTheGoldenBytes() {
        assertThat(HexFormat.of().formatHex(written().write())).isEqualTo(GOLDEN_USER_4);
    }

    @Test
    void shouldReadTheGoldenBytes() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN_USER_4);
        User user = user(golden);

        assertThat(user.write()).isEqualTo(golden);
        assertThat(Header.read(new BinaryReader(golden)).isSpilt).isFalse();
        assertThat(user.header.alarms.toLongArray()).containsExactly(T0 + 60_000);
        assertThat(user.history.newest().id()).isEqualTo(4);
        assertThat(user.history.openCount()).isEqualTo(1);
        assertThat(user.seen.contains(1) && user.seen.contains(4)).isTrue();
        assertThat(user.seen.contains(2)).isFalse();
        assertThat(user.item(2).exposures()).containsExactly(Exposure.of(1, T0, false, T0 + 7));
        assertThat(user.plans.next()).isEqualTo(T0 + 60_000);
        assertThat(user.plans.take(T0 + 60_000)).containsExactly(Task.Look.of(2));
        assertThat(user.facts().statics(T0)).containsExactly(6L);
    }

    private static User withPages(InMemoryUserStore store) {
        User user = new User(USER, store.header.get(), store.store(), CONFIG);
        for (int i = 0; i < 66 && store.header.get() == null; i++) {
            user.history.append(Interaction.shown(i, 2, T0 + i, Features.of()), 0);
        }
        return user;
    }

    @Test
    void shouldWriteAndReadTheGoldenBytesOfOneWithPages() {
        InMemoryUserStore store = new InMemoryUserStore();
        byte[] value = withPages(store).write();
        assertThat(HexFormat.of().formatHex(value)).isEqualTo(GOLDEN_USER_4_WITH_PAGES);
        assertThat(store.directory.get()).isNull();

        store.header.set(value);
        User user = withPages(store);
        assertThat(user.write()).isEqualTo(value);
        assertThat(user.history.endingAt(user.history.newest().key(), 100).interactions())
                .hasSize(66);
        user.spill();
        store.header.set(user.write());
        assertThat(store.directory.get()).isNotNull();
        assertThat(withPages(store)
                        .history
                        .before(new EntryKey(T0 + 1, false, 1))
                        .id())
                .isZero();
    }

    /** What comes late may take the last page apart before anything else has asked for the directory. */
    @Test
    void shouldTakeAPageApartThatAValueTellsOf() {
        InMemoryUserStore store = new InMemoryUserStore();
        store.header.set(withPages(store).write());
        User user = withPages(store);
        user.history.remove(new EntryKey(T0 + 65, false, 65), 0);
        user.history.remove(new EntryKey(T0 + 64, false, 64), 0);
        store.header.set(user.write());
        assertThat(withPages(store)
                        .history
                        .endingAt(new EntryKey(T0 + 63, false, 63), 100)
                        .interactions())
                .hasSize(64);
    }
}
