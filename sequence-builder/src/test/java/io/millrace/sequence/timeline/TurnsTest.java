package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 10_000, 86_400_000, 259_200_000})
    void shouldComeAtEqualIntervalsOfEachUserAndTheRareOnesAmongThem(long interval) {
        Turns turns = Turns.of(SequenceConfig.defaults().withEmission(new Emission(8, Duration.ofMillis(interval))));
        for (long user : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 4440828080198502894L}) {
            for (long time = 1_700_000_000_000L; time < 1_700_000_000_040L; time += 13) {
                long turn = turns.at(user, time);
                assertThat(turn).isBetween(time, time + interval - 1);
                assertThat(turns.at(user, turn)).isEqualTo(turn);
                assertThat(turns.after(user, turn)).isEqualTo(turn + interval);
                long rare = turns.rareAt(user, time);
                assertThat(turns.at(user, rare)).isEqualTo(rare);
                assertThat(rare).isBetween(time, time + Math.max(interval, 86_400_000 / 4));
                assertThat(turns.rareAt(user, rare + 1)).isEqualTo(rare + interval * turns.rare());
            }
        }
    }
}
