package io.millrace.sequence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sequence.encoding.UnknownVersionException;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Interaction.Kind;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InteractionTest {
    /** By page version. Never to be regenerated: they stand for the state of running jobs. */
    private static final String GOLDEN_OPEN_2 =
            "02000000000000000001000000000000000280d095ffbc3100000200000000000000030000000000000000023fc000007fc00000";

    private static final String GOLDEN_PAGE_2 =
            "0202000000000000000001000000000000000280d095ffbc3100000200000000000000030000000000000000023fc000007fc000000100000000000000040000000000000005e4d095ffbc3102fffffffffffffff7c801000000000000000600c80102000000000000000700000000000000080200000000c9742400";

    private static final String GOLDEN_PAGE_1 =
            "0102000000000000000001000000000000000280d095ffbc31000002000000000000000300000000000000000100000000000000040000000000000005e4d095ffbc3102fffffffffffffff7c801000000000000000600c8010200000000000000070000000000000008";

    private static final List<Interaction> ENTRIES_1 = entries(Features.of(3, 0), Features.of(7, 8));

    private static final List<Interaction> ENTRIES = entries(
            new Features(new long[] {3, 0}, new float[] {1.5f, Float.NaN}),
            new Features(new long[] {7, 8}, new float[] {0, -1e6f}));

    private static List<Interaction> entries(Features first, Features second) {
        return List.of(
                Interaction.shown(1, 2, 1_700_000_000_000L, first),
                Interaction.acted(Kind.IMPLIED, 4, 5, new Deed(6, 1_700_000_000_100L), second)
                        .with(new Deed(-9, 1_700_000_000_300L)));
    }

    @Test
    void shouldWriteTheGoldenPage() {
        assertThat(HexFormat.of().formatHex(Page.encode(ENTRIES))).isEqualTo(GOLDEN_PAGE_2);
    }

    @Test
    void shouldReadTheGoldenPages() {
        assertThat(Page.decode(HexFormat.of().parseHex(GOLDEN_PAGE_2)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(ENTRIES);
        assertThat(Page.decode(HexFormat.of().parseHex(GOLDEN_PAGE_1)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(ENTRIES_1);
    }

    /** An entry of the open page, version 2. */
    @Test
    void shouldWriteTheGoldenEntryOfAnOpenPage() {
        assertThat(HexFormat.of().formatHex(OpenPage.encode(ENTRIES.get(0)))).isEqualTo(GOLDEN_OPEN_2);
    }

    @Test
    void shouldRefuseAPageOfAnotherVersion() {
        byte[] page = Page.encode(ENTRIES);
        page[0] = 3;

        assertThatThrownBy(() -> Page.decode(page))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessageContaining("history page has encoding version 3, this program reads 2");
    }

    @Test
    void shouldKeepTheFirstAndTheLastTimeOfAnActionThatIsRepeatedInWhateverOrder() {
        Interaction entry = Interaction.shown(1, 2, 100, Features.of());
        Deed first = new Deed(6, 110);
        Deed last = new Deed(6, 130);

        for (Interaction done :
                List.of(entry.with(first).with(last), entry.with(last).with(first))) {
            assertThat(done.deeds()).containsExactly(first);
            assertThat(done.actionTime()).isEqualTo(130);
        }
        assertThat(entry.with(first).withoutDeeds()).isEqualTo(entry);
    }
}
