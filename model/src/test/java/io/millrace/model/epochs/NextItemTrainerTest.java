package io.millrace.model.epochs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Encoder;
import io.millrace.model.ModelConfig;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.optimizer.AdamW;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextItemTrainerTest {
    private static final int ITEMS = 15;
    private static final int STEPS = 60;

    @ParameterizedTest
    @EnumSource
    void shouldLearnWhichItemComesNext(Encoder encoder) {
        List<Double> losses = train(encoder);
        assertThat(losses.get(STEPS - 1)).isLessThan(0.3 * losses.get(0));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameLossesTwice(Encoder encoder) {
        assertThat(train(encoder)).isEqualTo(train(encoder));
    }

    private static List<Double> train(Encoder encoder) {
        NextItemTrainer trainer = new NextItemTrainer(new NextItemTrainer.Settings(
                encoder,
                new ModelConfig.Hstu(8, 2, 2, 4, 4, 20, 0.1f),
                ITEMS,
                16,
                0.1f,
                new AdamW(0.02f, 0.9f, 0.98f, 1e-8f, 0, 0),
                5));
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            losses.add(trainer.step(cycles()));
        }
        return losses;
    }

    /** Users who take every item after the one before it, from different beginnings. */
    private static List<TokenSequence> cycles() {
        List<TokenSequence> users = new ArrayList<>();
        for (int user = 0; user < 6; user++) {
            int[] items = new int[7 + 2 * user];
            long[] seconds = new long[items.length];
            int first = 4 * user;
            Arrays.setAll(items, i -> (first + i) % ITEMS);
            Arrays.setAll(seconds, i -> 60L * i);
            users.add(NextItemTrainer.tokens(items, seconds));
        }
        return users;
    }
}
