package io.millrace.serving.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import org.junit.jupiter.api.Test;

class WireNamesTest {
    @Test
    void shouldForgetTheOldestNamesFirst() {
        WireNames names = new WireNames(3 * (WireNames.OVERHEAD + 2));
        for (String name : "a b c a d".split(" ")) {
            names.put(name);
        }

        assertThat(names.size()).isEqualTo(3);
        assertThat(names.of(Ids.of("b"))).isEmpty();
        assertThat(names.of(Ids.of("a"))).contains("a");
    }

    @Test
    void shouldTellTheNewestThatPassFirst() {
        WireNames names = new WireNames(10_000);
        for (String name : "a b c a d".split(" ")) {
            names.put(name);
        }

        assertThat(names.newest(2, hash -> hash != Ids.of("d"))).containsExactly("a", "c");
        assertThat(new WireNames(10_000).newest(2, hash -> true)).isEmpty();
    }
}
