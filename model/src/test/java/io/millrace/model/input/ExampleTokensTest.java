package io.millrace.model.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelConfig;
import io.millrace.model.TestingExamples;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.loss.DelayedConversion;
import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExampleTokensTest {
    private static final byte ITEM = TokenSequence.ITEM;
    private static final byte ACTION = TokenSequence.ACTION;
    private static final byte AUXILIARY = TokenSequence.AUXILIARY;
    private static final int LONGEST = TestingExamples.config(0, false).hstu().maxTokens();

    private final ExampleTokens tokens = new ExampleTokens(TestingExamples.config(0, false));

    @Test
    void shouldMakeAnItemAndAnActionTokenOfEveryInteraction() {
        TokenSequence sequence = convert(
                        List.of(
                                interaction(1, 10_500, 12_999, 7, 8),
                                interaction(2, 20_000, 20_000),
                                interaction(3, 30_000, 31_000, 7)),
                        List.of())
                .tokens();
        assertThat(sequence.kinds()).containsExactly(ITEM, ACTION, ITEM, ACTION, ITEM, ACTION);
        assertThat(sequence.idOffsets()).containsExactly(0, 1, 3, 4, 5, 6, 7);
        assertThat(sequence.ids()).containsExactly(1, 7, 8, 2, TokenSequence.NOTHING, 3, 7);
        assertThat(sequence.seconds()).containsExactly(10, 12, 20, 20, 30, 31);
        assertThat(sequence.statics()).containsExactly(100, 101);
    }

    @Test
    void shouldLeaveTheLastOutcomeOpenUntilThereIsAnAction() {
        List<Interaction> interactions = List.of(interaction(1, 10_000, 12_000, 7), interaction(2, 20_000, 20_000));
        assertThat(convert(interactions, List.of()).tokens().kinds()).containsExactly(ITEM, ACTION, ITEM);
    }

    @Test
    void shouldCloseTheLastInteractionForAUserWhoAsksAgain() {
        List<Interaction> interactions = List.of(interaction(1, 10_000, 12_000, 7), interaction(2, 20_000, 20_000));
        TokenSequence sequence = tokens.history(List.of(100L), interactions, List.of());
        assertThat(sequence.kinds()).containsExactly(ITEM, ACTION, ITEM, ACTION);
        assertThat(sequence.ids()).containsExactly(1, 7, 2, TokenSequence.NOTHING);
        assertThat(sequence.statics()).containsExactly(100);
    }

    @Test
    void shouldThinOutALongHistoryInTrainingAndKeepWhatIsLabelled() {
        ExampleTokens thinning = new ExampleTokens(TestingExamples.thinned());
        List<Interaction> interactions = LongStream.range(0, 400)
                .mapToObj(i -> interaction(i, 10_000 * i, 10_000 * i + 1, 7))
                .toList();
        TrainingExample source = source(interactions, List.of(), label(3, "click", 1, 1), label(399, "convert", 1, 1));
        Example example = thinning.convert(source, ExampleTokensTest::none).example();
        // 20 interactions are the longest; 20^(1.2/2) of them are kept, two tokens each.
        assertThat(example.tokens().length()).isEqualTo(12);
        assertThat(example.supervision()).hasSize(2);
        assertThat(example.tokens().item(example.supervision()[0].token())).isEqualTo(3);
        assertThat(example.tokens().item(example.supervision()[1].token())).isEqualTo(399);
        assertThat(example.tokens().seconds()).isSorted();
        assertThat(thinning.history(List.of(), interactions, List.of()).length())
                .isEqualTo(40);
    }

    @Test
    void shouldMergeAuxiliaryChangesBeforeATokenOfTheSameTime() {
        List<Interaction> interactions = List.of(interaction(1, 10_000, 14_000, 7), interaction(2, 20_000, 20_000, 7));
        List<AuxiliaryChange> changes = List.of(
                new AuxiliaryChange(5_000L, 50L),
                new AuxiliaryChange(10_000L, 51L),
                new AuxiliaryChange(12_000L, 52L),
                new AuxiliaryChange(20_000L, 53L),
                new AuxiliaryChange(90_000L, 54L));
        TokenSequence sequence = convert(interactions, changes).tokens();
        assertThat(sequence.kinds())
                .containsExactly(AUXILIARY, AUXILIARY, ITEM, AUXILIARY, ACTION, AUXILIARY, ITEM, ACTION, AUXILIARY);
        assertThat(sequence.ids()).containsExactly(50, 51, 1, 52, 7, 53, 2, 7, 54);
        assertThat(sequence.seconds()).isSorted();
    }

    @Test
    void shouldPointLabelsAtItemTokensAndTasksAtHeads() {
        TrainingExample source = source(
                List.of(interaction(1, 10_000, 14_000, 7), interaction(2, 20_000, 20_000)),
                List.of(new AuxiliaryChange(5_000L, 50L)),
                label(0, "convert", 1, 1.5f),
                label(0, "retrieval", 1, 1),
                label(1, "click", 0, 1));
        List<Object> asked = new ArrayList<>();
        Negatives drawn = new Negatives(new long[] {4, 5}, new float[] {-1, -2}, new float[] {-3, -3, -4});
        ExampleTokens.Converted converted = tokens.convert(source, (count, seed, supervised) -> {
            asked.addAll(List.of(count, seed, LongStream.of(supervised).boxed().toList()));
            return drawn;
        });
        Example example = converted.example();
        assertThat(example.supervision())
                .containsExactly(
                        new Supervision(1, 1, 1, 1.5f),
                        new Supervision(1, Supervision.RETRIEVAL, 1, 1),
                        new Supervision(3, 0, 0, 1));
        assertThat(example.features()).isDeepEqualTo(new long[][] {{11, 0}, {11, 0}, {12, 0}});
        assertThat(converted.sources()).containsExactly(0, 1, 2);
        assertThat(example.user()).isEqualTo(9);
        assertThat(example.requestSeconds()).isEqualTo(99);
        assertThat(example.negatives()).isSameAs(drawn);
        assertThat(asked).containsExactly(5, Ids.mix(77), List.of(1L, 1L, 2L));
        assertThat(example.seed()).isEqualTo(77);
    }

    @Test
    void shouldPointAuxiliaryLabelsAtTheHeadsBehindThoseOfTheTasks() {
        TrainingExample source = source(
                List.of(interaction(1, 10_000, 14_000, 7)),
                List.of(),
                label(0, "convert", 1, 1),
                label(0, "convert.delayed", 1, 1),
                label(0, "convert.real-negative", 0, 1));
        ExampleTokens late = new ExampleTokens(
                TestingExamples.config(0, false).withDelayedConversions(Map.of("convert", DelayedConversion.ES_DFM)));
        assertThat(late.convert(source, ExampleTokensTest::none).example().supervision())
                .extracting(Supervision::task)
                .containsExactly(1, 2, 3);
        assertRefused(source, "task 'convert.delayed' is none of [click, convert]");
    }

    @Test
    void shouldTakeNumbersAsTheyAreAndKeepAbsentOnesApart() {
        ExampleTokens numeric = new ExampleTokens(TestingExamples.withNumbers());
        Interaction full = interaction(1, 10_000, 14_000, 7);
        full.setDenseFeatures(Arrays.asList(0f, null, -3.5f));
        Interaction older = interaction(2, 20_000, 24_000, 7);
        TrainingExample source =
                source(List.of(full, older), List.of(), label(0, "click", 1, 1), label(1, "click", 1, 1));
        float[][] dense =
                numeric.convert(source, ExampleTokensTest::none).example().dense();
        assertThat(dense).hasNumberOfRows(2);
        assertThat(dense[0]).isEqualTo(new float[] {0, Float.NaN, -3.5f});
        assertThat(dense[1]).containsOnly(Float.NaN);
        assertThat(convert(List.of(older), List.of()).dense()).isEmpty();
    }

    @Test
    void shouldRefuseNumbersThatAreNotThoseConfiguredOrNotFinite() {
        ExampleTokens numeric = new ExampleTokens(TestingExamples.withNumbers());
        Interaction wrong = interaction(1, 10_000, 14_000, 7);
        TrainingExample source = source(List.of(wrong), List.of(), label(0, "click", 1, 1));
        wrong.setDenseFeatures(List.of(1f, 2f));
        assertThatThrownBy(() -> numeric.convert(source, ExampleTokensTest::none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carries 2 dense features, but 3 are configured: [price, stock, age]");
        for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            wrong.setDenseFeatures(List.of(1f, number, 2f));
            assertThatThrownBy(() -> numeric.convert(source, ExampleTokensTest::none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("stock is " + number);
        }
    }

    @Test
    void shouldKeepTheMostRecentTokensAndSayWhichLabelsAreLeft() {
        List<Interaction> interactions = many(LONGEST);
        TrainingExample source =
                source(interactions, List.of(), label(0, "click", 1, 1), label(LONGEST - 1, "click", 1, 1));
        ExampleTokens.Converted converted = tokens.convert(source, ExampleTokensTest::none);
        TokenSequence sequence = converted.example().tokens();
        // An odd limit would cut an interaction in two: its action goes too.
        assertThat(LONGEST % 2).isOne();
        assertThat(sequence.length()).isEqualTo(LONGEST - 1);
        assertThat(sequence.kinds()[0]).isEqualTo(ITEM);
        assertThat(sequence.ids()[sequence.ids().length - 2]).isEqualTo(LONGEST);
        assertThat(converted.sources()).containsExactly(1);
        assertThat(converted.example().negatives().supervised()).hasSize(1);
        assertThat(converted.example().supervision()).containsExactly(new Supervision(LONGEST - 3, 0, 1, 1));
        assertThat(sequence.idOffsets()[sequence.length()]).isEqualTo(sequence.ids().length);
    }

    @Test
    void shouldNotBeginWithWhatHappenedWithinAnInteractionThatIsCutOff() {
        List<Interaction> interactions = new ArrayList<>(many((LONGEST + 1) / 2));
        Interaction first = interactions.get(0);
        AuxiliaryChange within = new AuxiliaryChange(first.getActionTime() - 1, 50L);
        TokenSequence sequence = convert(interactions, List.of(within)).tokens();
        assertThat(sequence.kinds()[0]).isEqualTo(ITEM);
        assertThat(sequence.ids()[0]).isEqualTo(2);
    }

    @Test
    void shouldLeaveAPositionToCandidates() {
        TokenSequence sequence = tokens.history(List.of(), many(LONGEST), List.of());
        assertThat(sequence.length()).isEqualTo(LONGEST - 1);
    }

    @Test
    void shouldGiveAnEmptySequenceForAUserWithoutAHistory() {
        assertThat(tokens.history(List.of(), List.of(), List.of()).length()).isZero();
        assertThat(convert(List.of(), List.of()).tokens().length()).isZero();
    }

    @Test
    void shouldRefuseWhatDoesNotFitTheConfiguration() {
        List<Interaction> one = List.of(interaction(1, 10_000, 10_000));
        assertRefused(source(one, List.of(), label(0, "purchase", 1, 1)), "task 'purchase' is none of");
        assertRefused(source(one, List.of(), label(1, "click", 1, 1)), "at interaction 1 of 1");
        ExampleTokens noFeatures = new ExampleTokens(ModelConfig.defaults());
        assertThatThrownBy(() ->
                        noFeatures.convert(source(one, List.of(), label(0, "click", 1, 1)), ExampleTokensTest::none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carries 2 features, but 0 are configured");
    }

    private void assertRefused(TrainingExample source, String message) {
        assertThatThrownBy(() -> tokens.convert(source, ExampleTokensTest::none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldLeaveOutLabelsThatAreOnlyJudgedBy() {
        TrainingExample source = source(
                many(2), List.of(), label(0, "convert", 1, 0), label(1, "click", 0, 1), label(1, "convert", 0, 0));
        Converted converted = tokens.convert(source, ExampleTokensTest::none);

        assertThat(converted.example().supervision()).containsExactly(new Supervision(2, 0, 0, 1));
        assertThat(converted.example().features()).hasNumberOfRows(1);
        assertThat(converted.sources()).containsExactly(1);
    }

    private Example convert(List<Interaction> interactions, List<AuxiliaryChange> changes) {
        return tokens.convert(source(interactions, changes), ExampleTokensTest::none)
                .example();
    }

    private static Negatives none(int count, long seed, long[] supervised) {
        return Negatives.uniform(new long[0], supervised.length);
    }

    private static List<Interaction> many(int count) {
        List<Interaction> interactions = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            interactions.add(interaction(i, i * 10_000L, i * 10_000L + 5_000, 7));
        }
        return interactions;
    }

    private static Interaction interaction(long item, long time, long actionTime, long... actions) {
        List<Long> types = java.util.Arrays.stream(actions).boxed().toList();
        return new Interaction(item, time, types, actionTime, List.of(10 + item, 0L), List.of());
    }

    private static io.millrace.schemas.Supervision label(int interaction, String task, float label, float weight) {
        return new io.millrace.schemas.Supervision(interaction, task, label, weight, 0L, true);
    }

    private static TrainingExample source(
            List<Interaction> interactions,
            List<AuxiliaryChange> changes,
            io.millrace.schemas.Supervision... supervision) {
        return new TrainingExample(
                77L, 9L, 99_999L, List.of(100L, 101L), interactions, changes, List.of(supervision), 0L);
    }
}
