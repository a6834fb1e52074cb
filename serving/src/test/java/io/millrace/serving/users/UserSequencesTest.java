package io.millrace.serving.users;

import static io.millrace.serving.users.TestingUsers.erased;
import static io.millrace.serving.users.TestingUsers.example;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserSequencesTest {
    private static final long TIME = 1_000_000;

    private final UserSequences users = new UserSequences(1 << 20);

    @Test
    void shouldKnowWhatTheExampleSaysButNotWhatItTeaches() {
        TrainingExample example = example("ada", TIME, "a", "b");
        users.put(example);

        assertThat(users.get(Ids.of("ada")))
                .contains(new UserSequence(List.of(77L), example.getInteractions(), example.getAuxiliary()));
        assertThat(users.get(Ids.of("bob"))).isEmpty();
        long encoded = new SingleObjectCodec<>(TrainingExample.class).encode(example).length;
        assertThat(users.bytes()).isLessThan(encoded + UserSequences.OVERHEAD);
    }

    @Test
    void shouldLetTheLatestRequestWinWhateverTheOrder() {
        users.put(example("ada", TIME + 1, "a", "b"));
        users.put(example("ada", TIME, "a"));
        assertItems("ada", "a", "b");

        users.put(example("ada", TIME + 1, "a", "c"));
        assertItems("ada", "a", "c");
        users.put(example("ada", TIME + 2, "d"));
        assertItems("ada", "d");
    }

    @Test
    void shouldKeepTheLongerOfTwoSlicesOfOneRequest() {
        users.put(example("ada", TIME, "a", "b"));
        users.put(example("ada", TIME, "b"));
        assertItems("ada", "a", "b");

        users.put(example("ada", TIME, "c", "a", "b"));
        assertItems("ada", "c", "a", "b");
    }

    @Test
    void shouldNotTakeWhatIsOnlyJudgedForTheSequence() {
        users.put(example("ada", TIME, "a", "b"));
        users.put(judgedOnly("ada", TIME + 10_000, "a"));
        assertItems("ada", "a", "b");

        users.put(judgedOnly("bob", TIME, "a"));
        assertThat(users.get(Ids.of("bob"))).isEmpty();
    }

    @Test
    void shouldNotGrowWithDoubles() {
        users.put(example("ada", TIME, "a", "b"));
        long bytes = users.bytes();
        for (int i = 0; i < 10; i++) {
            users.put(example("ada", TIME, "a", "b"));
        }

        assertThat(users.bytes()).isEqualTo(bytes);
        assertThat(users.size()).isEqualTo(1);
    }

    @Test
    void shouldForgetWhoeverWasNotAskedForLongest() {
        users.put(example("u0", TIME, "a", "b"));
        long each = users.bytes();
        UserSequences three = new UserSequences(3 * each + 20);
        for (int user = 0; user < 3; user++) {
            three.put(example("u" + user, TIME, "a", "b"));
        }
        three.get(Ids.of("u0"));
        three.put(example("u3", TIME, "a", "b"));

        assertThat(three.get(Ids.of("u1"))).isEmpty();
        assertThat(three.get(Ids.of("u0"))).isPresent();
        assertThat(three.size()).isEqualTo(3);
        assertThat(three.bytes()).isLessThanOrEqualTo(3 * each + 20);
        assertThat(three.forgotten()).isEqualTo(1);
    }

    @Test
    void shouldNotHoldWhatIsLargerThanAllMemory() {
        UserSequences small = new UserSequences(UserSequences.OVERHEAD);
        small.put(example("ada", TIME, "a"));

        assertThat(small.size()).isZero();
        assertThat(small.bytes()).isZero();
    }

    @Test
    void shouldForgetTheErasedAndRefuseWhatWasBefore() {
        users.put(example("ada", TIME, "a", "b"));
        users.erase(erased("ada", TIME));
        assertThat(users.get(Ids.of("ada"))).isEmpty();
        assertThat(users.bytes()).isZero();

        users.put(example("ada", TIME, "a", "b"));
        users.put(example("ada", TIME + 500, "a", "b"));
        assertThat(users.get(Ids.of("ada")))
                .as("cut after, but of what was before")
                .isEmpty();

        users.put(example("ada", TIME + 10_000, "c"));
        assertItems("ada", "c");
    }

    @Test
    void shouldRefuseWhatAnErasureWasAboutThatCameFirst() {
        users.erase(erased("ada", TIME));
        users.erase(erased("ada", TIME - 5_000));
        users.put(example("ada", TIME - 1, "a"));

        assertThat(users.get(Ids.of("ada"))).isEmpty();
    }

    @Test
    void shouldRefuseWhatWasUnderWayWhenAnErasureCameLate() {
        users.erase(erased("ada", TIME, TIME + 60_000));
        users.put(example("ada", TIME + 10_000, "a"));
        assertThat(users.get(Ids.of("ada"))).isEmpty();

        users.put(example("ada", TIME + 90_000, "c"));
        assertItems("ada", "c");
    }

    @Test
    void shouldTakeWhatBeganBetweenALateErasuresTimeAndItsEffect() {
        users.erase(erased("ada", TIME, TIME + 60_000));
        users.put(example("ada", TIME + 60_500, "a", "b"));
        assertItems("ada", "a", "b");
    }

    @Test
    void shouldRefuseWhatAnyOfSeveralErasuresWasAbout() {
        users.erase(erased("ada", TIME, TIME));
        users.erase(erased("ada", TIME - 5_000, TIME + 60_000));
        users.put(example("ada", TIME + 60_000, "a"));
        assertThat(users.get(Ids.of("ada")))
                .as("cut before the effect of the second")
                .isEmpty();

        users.put(cutLater(example("ada", TIME, "a"), 90_000));
        assertThat(users.get(Ids.of("ada"))).as("of what the first removed").isEmpty();

        users.put(cutLater(example("ada", TIME + 1, "a"), 90_000));
        assertItems("ada", "a");
    }

    private static TrainingExample cutLater(TrainingExample example, long later) {
        example.setRequestTime(example.getRequestTime() + later);
        return example;
    }

    /** As a label is sent whose interaction was learnt from before. */
    private static TrainingExample judgedOnly(String user, long time, String item) {
        TrainingExample example = example(user, time, item);
        example.getSupervision().forEach(label -> label.setWeight(0f));
        return example;
    }

    private void assertItems(String user, String... items) {
        assertThat(users.get(Ids.of(user)).orElseThrow().interactions())
                .extracting(Interaction::getItem)
                .isEqualTo(Arrays.stream(items).map(Ids::of).toList());
    }
}
