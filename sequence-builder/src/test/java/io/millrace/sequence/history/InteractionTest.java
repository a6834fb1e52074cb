package io.millrace.sequence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sequence.encoding.UnknownVersionException;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Interaction.Kind;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class InteractionTest {
    /** Page version 1. Never to be regenerated: it stands for the state of running jobs. */
    private static final String GOLDEN_PAGE =
            "0102000000000000000001000000000000000280d095ffbc31000002000000000000000300000000000000000100000000000000040000000000000005e4d095ffbc3102fffffffffffffff7c801000000000000000600c8010200000000000000070000000000000008";

    private static final List<Interaction> ENTRIES = List.of(
            Interaction.shown(1, 2, 1_700_000_000_000L, new long[] {3, 0}),
            Interaction.acted(Kind.IMPLIED, 4, 5, new Deed(6, 1_700_000_000_100L), new long[] {7, 8})
                    .with(new Deed(-9, 1_700_000_000_300L)));

    @Test
    void shouldWriteTheGoldenPage() {
        assertThat(HexFormat.of().formatHex(Page.encode(ENTRIES))).isEqualTo(GOLDEN_PAGE);
    }

    @Test
    void shouldReadTheGoldenPage() {
        assertThat(Page.decode(HexFormat.of().parseHex(GOLDEN_PAGE)))
                .usingRecursiveComparison()
                .isEqualTo(ENTRIES);
    }

    @Test
    void shouldAppendToAPageAsIfItHadBeenWrittenWhole() {
        byte[] one = Page.encode(ENTRIES.subList(0, 1));

        assertThat(Page.append(one, ENTRIES.get(1))).isEqualTo(Page.encode(ENTRIES));
    }

    @Test
    void shouldRefuseAPageOfAnotherVersion() {
        byte[] page = Page.encode(ENTRIES);
        page[0] = 2;

        assertThatThrownBy(() -> Page.decode(page))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessageContaining("history page has encoding version 2, this program reads 1");
    }

    @Test
    void shouldKeepTheFirstTimeOfAnActionThatIsRepeated() {
        Interaction entry = ENTRIES.get(1).with(new Deed(6, 1_700_000_000_900L));

        assertThat(entry.deeds()).isEqualTo(ENTRIES.get(1).deeds());
        assertThat(entry.actionTime()).isEqualTo(1_700_000_000_900L);
        assertThat(entry.asOf(1_700_000_000_500L).actionTime()).isEqualTo(1_700_000_000_300L);
        assertThat(entry.echoesAfter(1_700_000_000_500L)).isEmpty();
    }
}
