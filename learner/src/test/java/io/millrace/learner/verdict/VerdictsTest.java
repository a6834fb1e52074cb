package io.millrace.learner.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.PublicationOrder;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final int WINDOW = 100;
    private static final VerdictRules RULES =
            new VerdictRules(0, new VerdictRules.Window(WINDOW, 10), 0.2, 2, new VerdictRules.Bounds(0.5, 2));

    private Verdicts verdicts = new Verdicts(RULES);

    /** Labels of which every fourth is positive. */
    private void give(int labels, String task, double ofPositives, double ofNegatives) {
        for (int i = 0; i < labels; i++) {
            boolean positive = i % 4 == 0;
            verdicts.add(
                    Judgement.ofRanking(task, 1, positive ? 1 : 0, (float) (positive ? ofPositives : ofNegatives), 1));
        }
    }

    /** A window of a model that knows something; one that knows nothing, and no more; one that knows it wrong. */
    private void giveGood() {
        give(WINDOW, "click", 0.3, 0.24);
    }

    private void giveIndifferent() {
        give(WINDOW, "click", 0.25, 0.25);
    }

    private void giveBad() {
        give(WINDOW, "click", 0.1, 0.3);
    }

    private String objection() {
        Verdicts restored = new Verdicts(RULES);
        restored.restore(verdicts.toBytes());
        assertThat(restored.rule()).isEqualTo(verdicts.rule());
        verdicts = restored;
        return verdicts.rule().objection();
    }

    private void order(boolean held, String reason) {
        verdicts.order(new PublicationOrder(held, reason, 0L));
    }

    @Test
    void shouldObjectToNothingAtFirstAndToNothingThatIsAsUsual() {
        assertThat(objection()).isEmpty();
        giveIndifferent();
        giveGood();
        giveIndifferent();
        giveGood();
        assertThat(objection()).isEmpty();
        assertThat(verdicts.rule().held()).isFalse();
    }

    @Test
    void shouldObjectToEntropyAboveItsUsualLevelUntilAWindowIsGood() {
        giveGood();
        assertThat(objection()).isEmpty();
        giveBad();
        assertThat(objection())
                .startsWith("click: normalised entropy 1.49")
                .contains("the last 100 labels, usually 0.9");
        giveGood();
        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldTakeALevelForTheUsualOneThatLastsLongerThanPatience() {
        giveGood();
        giveBad();
        giveBad();
        assertThat(objection()).isNotEmpty();
        giveBad();
        assertThat(objection()).isEmpty();
        giveBad();
        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldFollowTheLevelOfGoodWindowsOnly() {
        for (int i = 0; i < 20; i++) {
            giveGood();
            giveIndifferent();
        }
        giveBad();
        assertThat(objection()).contains("usually 0.9");
    }

    @Test
    void shouldObjectToCalibrationOutOfBounds() {
        give(WINDOW, "click", 0.9, 0.6);
        assertThat(objection())
                .isEqualTo("click: calibration 2.70 over the last 100 labels, not within 0.500 and 2.00");
        giveGood();
        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldLookAtEachTaskByItselfAndNameTheOneItObjectsTo() {
        giveGood();
        give(WINDOW, "convert", 0.9, 0.9);
        give(WINDOW / 2, "click", 0.1, 0.3);
        assertThat(objection()).startsWith("convert: ");
    }

    @Test
    void shouldWaitForEnoughOfTheRarerClassButNotForEver() {
        for (int i = 0; i < 49 * WINDOW; i++) {
            verdicts.add(Judgement.ofRanking("click", 1, i < 9 ? 1 : 0, 0.9f, 1));
        }
        assertThat(objection()).isEmpty();
        for (int i = 0; i < WINDOW; i++) {
            verdicts.add(Judgement.ofRanking("click", 1, 0, 0.9f, 1));
        }
        assertThat(objection()).contains("over the last 5,000 labels");
    }

    @Test
    void shouldObjectWhenMostOutcomesAreNotFinite() {
        giveGood();
        for (int i = 0; i < 64; i++) {
            verdicts.add(Judgement.ofNothingFinite(1, 1));
        }
        assertThat(objection()).isEmpty();
        verdicts.add(Judgement.ofNothingFinite(1, 1));
        assertThat(objection()).isEqualTo("nothing finite came out of 65 of the last 128 predictions");
        giveGood();
        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldObjectToTooFewLabels() {
        VerdictRules rules = new VerdictRules(3, RULES.window(), RULES.margin(), RULES.patience(), RULES.calibration());
        Verdicts few = new Verdicts(rules);
        few.add(Judgement.ofRetrieval(1, 1, 1, 1));
        few.add(Judgement.ofRanking("click", 1, 0, 0.5f, 1));
        few.add(Judgement.ofNothingFinite(1, 1));
        assertThat(few.rule().objection())
                .isEqualTo("the labels of only 2 predictions have matured, of the 3 asked for");
        few.add(Judgement.ofRanking("click", 1, 0, 0.5f, 1));
        assertThat(few.rule().held()).isFalse();
    }

    @Test
    void shouldReleaseAModelOfTooFewLabels() {
        Verdicts few = new Verdicts(
                new VerdictRules(3, RULES.window(), RULES.margin(), RULES.patience(), RULES.calibration()));
        few.order(new PublicationOrder(false, "", 0L));
        assertThat(few.rule().held()).isFalse();
    }

    @Test
    void shouldHoldByOrderWhateverTheRulesSayUntilReleased() {
        giveGood();
        order(true, "looks odd");
        assertThat(objection()).isEqualTo("held by order: looks odd");
        giveGood();
        assertThat(objection()).isEqualTo("held by order: looks odd");
        order(true, "");
        assertThat(objection()).isEqualTo("held by order");
        order(false, "");
        assertThat(objection()).isEmpty();
    }

    @Test
    void shouldWaiveOnReleaseWhatTheRulesObjectToAndNothingElse() {
        giveGood();
        give(WINDOW, "click", 0.9, 0.6);
        for (int i = 0; i < 100; i++) {
            verdicts.add(Judgement.ofNothingFinite(1, 1));
        }
        order(false, "");
        assertThat(objection()).isEmpty();
        give(WINDOW, "click", 0.9, 0.6);
        assertThat(objection()).isEmpty();
        giveGood();
        give(WINDOW, "click", 0.9, 0.6);
        assertThat(objection()).isNotEmpty();
    }

    @Test
    void shouldCutAReasonThatIsTooLongToBeKept() {
        order(true, "x".repeat(100_000));
        assertThat(objection()).hasSizeLessThan(1_100).startsWith("held by order: xxx");
    }

    /** Logs, status lines and tables have a line for it, and whoever writes to the topic writes it. */
    @Test
    void shouldTakeAReasonInOneLine() {
        order(true, "  odd\r\n\tsince\u001b[2J noon\n");
        assertThat(objection()).isEqualTo("held by order: odd since [2J noon");
        order(true, " \n");
        assertThat(objection()).isEqualTo("held by order");
    }

    @Test
    void shouldRefuseRulesThatMakeNoSense() {
        VerdictRules.Window window = RULES.window();
        VerdictRules.Bounds bounds = RULES.calibration();
        assertThatThrownBy(() -> new VerdictRules(-1, window, 0.2, 2, bounds)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new VerdictRules(0, window, 0, 2, bounds)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new VerdictRules(0, window, Double.NaN, 2, bounds))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new VerdictRules(0, window, 0.2, -1, bounds)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new VerdictRules.Bounds(2, 1)).hasMessageContaining("2.0 and 1.0");
        assertThatThrownBy(() -> new VerdictRules.Window(0, 1)).hasMessageContaining("0 and 1");
    }
}
