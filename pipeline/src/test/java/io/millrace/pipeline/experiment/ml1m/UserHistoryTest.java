package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.input.TokenSequence;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UserHistoryTest {
    @Test
    void shouldLeaveOutWhatIsAskedFromWhatIsLearnt() {
        UserHistory user = user(6);
        assertThat(user.training(1).ids()).containsExactly(0, 1, 2, 3, 4);
        assertThat(user.training(2).ids()).containsExactly(0, 1, 2, 3);
        assertThat(user.question(1).target()).isEqualTo(5);
        assertThat(user.question(1).seconds()).isEqualTo(105);
        assertThat(user.question(1).kept().ids()).containsExactly(0, 1, 2, 3, 4);
        assertThat(user.question(2).target()).isEqualTo(4);
        assertThat(user.question(2).seconds()).isEqualTo(104);
        assertThat(user.question(2).kept().ids()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldKeepTheNewestTwoHundredInputs() {
        UserHistory user = user(300);
        TokenSequence training = user.training(1);
        assertThat(training.ids()).containsExactly(LongStream.range(98, 299).toArray());
        assertThat(training.seconds())
                .containsExactly(LongStream.range(198, 399).toArray());
        assertThat(user.question(1).kept().ids())
                .containsExactly(LongStream.range(99, 299).toArray());
        assertThat(user.question(2).kept().ids())
                .containsExactly(LongStream.range(98, 298).toArray());
    }

    private static UserHistory user(int items) {
        return new UserHistory(
                1,
                IntStream.range(0, items).toArray(),
                LongStream.range(100, 100 + items).toArray());
    }
}
