package io.millrace.model.epochs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.optimizer.AdamW;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NextItemTrainerTest {
    private static final int ITEMS = 50;

    @ParameterizedTest
    @CsvSource({"HSTU, 0.01", "SASREC, 0.1"})
    void shouldLearnSixtyFourUsersByHeart(Encoder encoder, double goal) {
        NextItemTrainer trainer = trainer(encoder, 0, 3e-3f);
        List<TokenSequence> users = users(64, 12);
        double first = trainer.step(users);
        double last = first;
        for (int step = 0; step < 1_500 && last >= goal; step++) {
            last = trainer.step(users);
        }
        assertThat(first).isGreaterThan(2);
        assertThat(last).isLessThan(goal);
    }

    @Test
    void shouldGiveTheSameLossesForTheSameSeed() {
        List<TokenSequence> users = users(5, 20);
        assertThat(losses(trainer(Encoder.HSTU, 0.2f, 1e-3f), users))
                .isEqualTo(losses(trainer(Encoder.HSTU, 0.2f, 1e-3f), users));
    }

    @Test
    void shouldPassOverUsersOfWhomThereIsNothingToPredict() {
        NextItemTrainer trainer = trainer(Encoder.HSTU, 0, 1e-3f);
        assertThat(trainer.step(List.of())).isZero();
        assertThat(trainer.step(users(3, 1))).isZero();
        assertThat(trainer.step(users(3, 2))).isPositive().isFinite();
    }

    @ParameterizedTest
    @EnumSource(Encoder.class)
    void shouldScoreWhatFollowedHighest(Encoder encoder) {
        NextItemTrainer trainer = trainer(encoder, 0, 3e-3f);
        List<TokenSequence> users = users(8, 12);
        for (int step = 0; step < 300; step++) {
            trainer.step(users);
        }
        for (TokenSequence user : users) {
            int[] before = IntStream.range(0, 11).map(i -> (int) user.item(i)).toArray();
            TokenSequence history = NextItemTrainer.tokens(before, Arrays.copyOf(user.seconds(), 11));
            float[] scores = trainer.scores().of(history, user.seconds()[11]);
            float ofNext = scores[(int) user.item(11)];
            assertThat(scores).hasSize(ITEMS);
            for (float score : scores) {
                assertThat(score).isLessThanOrEqualTo(ofNext);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Encoder.class)
    void shouldGoOnAfterItWasSavedAsIfNothingHadHappened(Encoder encoder) throws IOException {
        List<TokenSequence> users = users(5, 20);
        NextItemTrainer whole = trainer(encoder, 0.2f, 1e-3f);
        losses(whole, users);
        NextItemTrainer first = trainer(encoder, 0.2f, 1e-3f);
        losses(first, users);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        first.save(new DataOutputStream(saved));

        NextItemTrainer second = trainer(encoder, 0.2f, 1e-3f);
        second.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
        assertThat(losses(second, users)).isEqualTo(losses(whole, users));
    }

    @Test
    void shouldRefuseWhatWasSavedOfAnotherModelOrIsCutOff() throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        trainer(Encoder.HSTU, 0, 1e-3f).save(new DataOutputStream(saved));
        DataInputStream whole = new DataInputStream(new ByteArrayInputStream(saved.toByteArray()));
        assertThatThrownBy(() -> trainer(Encoder.SASREC, 0, 1e-3f).restore(whole))
                .isInstanceOf(IOException.class);
        DataInputStream half =
                new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(saved.toByteArray(), saved.size() / 2)));
        assertThatThrownBy(() -> trainer(Encoder.HSTU, 0, 1e-3f).restore(half)).isInstanceOf(IOException.class);
    }

    private static List<Double> losses(NextItemTrainer trainer, List<TokenSequence> users) {
        List<Double> losses = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            losses.add(trainer.step(users));
        }
        return losses;
    }

    private static NextItemTrainer trainer(Encoder encoder, float dropout, float rate) {
        HstuSizes sizes = new HstuSizes(16, 2, 2, 8, 8, 32, dropout);
        AdamW optimizer = new AdamW(rate, 0.9f, 0.98f, 1e-8f, 0, 0);
        return new NextItemTrainer(new NextItemTrainer.Settings(encoder, sizes, ITEMS, 16, 0.05f, optimizer, 3));
    }

    private static List<TokenSequence> users(int count, int length) {
        SplittableRandom random = new SplittableRandom(7);
        List<TokenSequence> users = new ArrayList<>();
        for (int user = 0; user < count; user++) {
            int[] items = random.ints(length, 0, ITEMS).toArray();
            long[] seconds = new long[length];
            long now = 1_000_000 * user;
            for (int i = 0; i < length; i++) {
                now += random.nextInt(100_000);
                seconds[i] = now;
            }
            users.add(NextItemTrainer.tokens(items, seconds));
        }
        return users;
    }
}
