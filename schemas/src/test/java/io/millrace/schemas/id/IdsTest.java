package io.millrace.schemas.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {
    record Vector(String name, long id, String unsigned) {}

    static Stream<Vector> vectors() throws IOException {
        try (InputStream csv = Ids.class.getResourceAsStream("/id-test-vectors.csv")) {
            String text = new String(csv.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(IdsTest::parse);
        }
    }

    private static Vector parse(String line) {
        int unsignedAt = line.lastIndexOf(',');
        int hexAt = line.lastIndexOf(',', unsignedAt - 1);
        long id = Long.parseUnsignedLong(line.substring(hexAt + 1, unsignedAt), 16);
        return new Vector(line.substring(1, hexAt - 1), id, line.substring(unsignedAt + 1));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldHashAsThePublishedVectorsSay(Vector vector) {
        assertThat(Ids.of(vector.name())).isEqualTo(vector.id());
        assertThat(Long.toUnsignedString(Ids.of(vector.name()))).isEqualTo(vector.unsigned());
    }

    @Test
    void shouldAgreeWithTheSpecificationOnTheEmptyString() {
        assertThat(Ids.of("")).isEqualTo(0xef46db3751d8e999L);
    }

    @Test
    void shouldHashAFactAsNameEqualsValue() {
        assertThat(Ids.ofFact("country", "NL")).isEqualTo(Ids.of("country=NL"));
    }

    @Test
    void shouldMixAsSplitMix64Does() {
        // First output of SplitMix64 from state 0.
        assertThat(Ids.mix(0)).isEqualTo(0xe220a8397b1dcdafL);
    }

    @Test
    void shouldCombineInOrder() {
        assertThat(Ids.combine(1, 2)).isNotEqualTo(Ids.combine(2, 1)).isEqualTo(Ids.combine(1, 2));
    }
}
