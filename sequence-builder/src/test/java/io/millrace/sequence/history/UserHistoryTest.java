package io.millrace.sequence.history;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction.Kind;
import io.millrace.sequence.store.InMemoryUserStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserHistoryTest {
    private static final long NOTHING_PINNED = Long.MAX_VALUE;

    /** Never to be regenerated. */
    private static final String GOLDEN_DIRECTORY_1 =
            "01004080d095ffbc3100e220a8397b1dcdafbfd095ffbc310140c0d095ffbc3100d6967248fbe68cc3ffd095ffbc31024080d195ffbc3100abf42acc138fedbebfd195ffbc31";

    /** Of a history of which something was dropped until T0 - 1. */
    private static final String GOLDEN_DIRECTORY_2 =
            "02ffcf95ffbc31014080d095ffbc3100e220a8397b1dcdafbfd095ffbc310240c0d095ffbc3100d6967248fbe68cc3ffd095ffbc31034080d195ffbc3100abf42acc138fedbebfd195ffbc31";

    private final InMemoryUserStore state = new InMemoryUserStore();
    private UserHistory history = historyOf(10_000, 10_000);

    private UserHistory historyOf(int interactions, int cap) {
        Retention retention = new Retention(interactions, cap, 8, Duration.ofDays(1), Duration.ofDays(90));
        return new UserHistory(state.store(), retention, null, 0, false);
    }

    private static Interaction shown(long time) {
        return Interaction.shown(Ids.mix(time), Ids.mix(-time), T0 + time, Features.of(time));
    }

    private void add(Interaction entry) {
        if (history.newest() == null || entry.key().compareTo(history.newest().key()) > 0) {
            history.append(entry, NOTHING_PINNED);
        } else {
            history.put(entry, NOTHING_PINNED);
        }
    }

    private void addShown(int from, int until) {
        for (int i = from; i < until; i++) {
            add(shown(i));
        }
    }

    private List<Long> times(Slice slice) {
        return slice.interactions().stream().map(entry -> entry.time() - T0).toList();
    }

    private List<Long> everything() {
        return times(history.endingAt(history.newest().key(), 100_000));
    }

    private static List<Long> range(long from, long until) {
        List<Long> range = new ArrayList<>();
        for (long i = from; i < until; i++) {
            range.add(i);
        }
        return range;
    }

    @Test
    void shouldReadBackWhatWasAddedOverManyPages() {
        addShown(0, 300);

        assertThat(everything()).isEqualTo(range(0, 300));
        assertThat(state.pages.size()).isEqualTo(4);
    }

    @Test
    void shouldNotRewriteSealedPagesWhenAppending() {
        addShown(0, 65);
        assertThat(state.pages.writes()).isEqualTo(1);

        addShown(65, 128);
        assertThat(state.pages.writes()).isEqualTo(1);
    }

    @Test
    void shouldReadAndWriteTheGoldenDirectory() {
        history = historyOf(190, 190);
        for (int i = -64; i < 200; i++) {
            add(shown(i));
        }
        history.flush();

        byte[] written = state.directory.get();
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(GOLDEN_DIRECTORY_2);
        assertThat(Directory.decode(written).droppedUntil()).isEqualTo(T0 - 1);
        Directory older = Directory.decode(HexFormat.of().parseHex(GOLDEN_DIRECTORY_1));
        assertThat(older.pages()).extracting(Directory.Sealed::count).containsExactly(64, 64, 64);
        assertThat(older.droppedUntil()).isZero();
    }

    /** Evicted from the heap and read again at any moment, it is the same history. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBeTheSameAfterItWasWrittenBackAndReadAgain(long seed) {
        Random random = new Random(seed);
        TreeMap<EntryKey, Interaction> expected = new TreeMap<>();
        for (int step = 0; step < 600; step++) {
            Interaction entry = shown(random.nextInt(100) < 80 ? step : random.nextInt(600));
            add(entry);
            expected.put(entry.key(), entry);
            if (random.nextInt(4) == 0) {
                history.flush();
                if (random.nextBoolean()) {
                    Retention retention = new Retention(10_000, 10_000, 8, Duration.ofDays(1), Duration.ofDays(90));
                    history = new UserHistory(
                            state.store(), retention, history.newest(), history.openCount(), history.hasPages());
                }
            }
        }
        assertThat(history.endingAt(history.newest().key(), 1000).interactions())
                .usingRecursiveComparison()
                .isEqualTo(List.copyOf(expected.values()));
    }

    @Test
    void shouldKeepWhatIsPinnedWhenAnEntryIsRemoved() {
        history = historyOf(64, 10_000);
        for (int i = 0; i < 300; i++) {
            history.append(shown(i), T0);
        }
        history.remove(shown(290).key(), T0);
        history.remove(shown(100).key(), T0);

        assertThat(everything()).hasSize(298).startsWith(0L);
    }

    @Test
    void shouldKnowWhatIsOlderThanAllThatIsKept() {
        history = historyOf(100, 100);
        addShown(0, 500);
        long oldest = everything().get(0);

        assertThat(history.isBeyond(T0 + oldest - 1)).isTrue();
        assertThat(history.isBeyond(T0 + oldest)).isFalse();
    }

    @Test
    void shouldLeaveNothingWhenItIsCleared() {
        addShown(0, 300);
        history.flush();
        history.clear();
        history.flush();

        assertThat(state.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 62, 63, 64, 65, 127, 128, 200, 255})
    void shouldCutASliceAnywhere(int end) {
        addShown(0, 256);

        Slice slice = history.endingAt(shown(end).key(), 70);

        assertThat(times(slice)).isEqualTo(range(Math.max(0, end - 69), end + 1));
        assertThat(slice.fromStart()).isEqualTo(end < 70);
        assertThat(slice.nextTime()).isEqualTo(end == 255 ? OptionalLong.empty() : OptionalLong.of(T0 + end + 1));
    }

    @Test
    void shouldHaveNoSliceForWhatIsNotThere() {
        addShown(0, 100);

        assertThat(history.endingAt(shown(1000).key(), 10)).isNull();
        assertThat(history.endingAt(shown(-1).key(), 10)).isNull();
    }

    @Test
    void shouldDropWholePagesBeyondTheBound() {
        history = historyOf(100, 100);
        addShown(0, 500);

        List<Long> kept = everything();
        assertThat(kept).isEqualTo(range(500 - kept.size(), 500));
        assertThat(kept.size()).isBetween(100, 100 + 2 * Page.SIZE);
        assertThat(state.pages.size()).isEqualTo(2);
    }

    @Test
    void shouldKeepPinnedPagesUpToTheCap() {
        history = historyOf(64, 256);
        for (int i = 0; i < 1000; i++) {
            history.append(shown(i), T0);
        }

        assertThat(everything().size()).isBetween(256, 256 + 2 * Page.SIZE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldHoldTheSameSeriesInWhateverOrderItCame(long seed) {
        List<Interaction> entries = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            entries.add(shown(i));
        }
        Collections.shuffle(entries, new Random(seed));
        entries.forEach(this::add);

        assertThat(everything()).isEqualTo(range(0, 1000));
        for (int end = 0; end < 1000; end += 37) {
            Slice slice = history.endingAt(shown(end).key(), 50);
            assertThat(times(slice)).isEqualTo(range(Math.max(0, end - 49), end + 1));
        }
    }

    @Test
    void shouldCutAPageThatLateEntriesHaveFilled() {
        for (int i = 0; i < 200; i++) {
            add(shown(1000L * i));
        }
        for (int i = 1; i < 200; i++) {
            add(shown(i));
        }

        assertThat(everything()).hasSize(399).isSorted();
        for (long page = 0; page < state.pages.size(); page++) {
            assertThat(Page.decode(state.pages.get(page))).hasSizeLessThanOrEqualTo(Page.LIMIT);
        }
    }

    /** Against a sorted map: what is entered, replaced and removed anywhere, over many pages, down to a single entry. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindEnterReplaceAndRemoveAnywhere(long seed) {
        Random random = new Random(seed);
        TreeMap<EntryKey, Interaction> expected = new TreeMap<>();
        for (int step = 0; step < 1500; step++) {
            Interaction entry = shown(random.nextInt(600)).as(Kind.values()[random.nextInt(2)]);
            boolean removes = step > 800 && expected.size() > 1 && random.nextInt(4) > 0;
            if (removes) {
                EntryKey gone = new ArrayList<>(expected.keySet()).get(random.nextInt(expected.size()));
                history.remove(gone, NOTHING_PINNED);
                expected.remove(gone);
            } else {
                add(entry);
                expected.put(entry.key(), entry);
            }
            EntryKey key = entry.key();
            assertThat(history.get(key) != null).isEqualTo(expected.containsKey(key));
            assertThat(key(history.before(key))).isEqualTo(expected.lowerKey(key));
            assertThat(key(history.after(key))).isEqualTo(expected.higherKey(key));
        }
        assertThat(history.endingAt(history.newest().key(), 1000).interactions())
                .usingRecursiveComparison()
                .isEqualTo(List.copyOf(expected.values()));
    }

    private static EntryKey key(Interaction entry) {
        return entry == null ? null : entry.key();
    }
}
