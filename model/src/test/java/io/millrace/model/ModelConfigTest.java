package io.millrace.model;

import static io.millrace.model.loss.DelayedConversion.ES_DFM;
import static io.millrace.model.loss.DelayedConversion.FNW;
import static io.millrace.model.loss.DelayedConversion.WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
    private static final ModelConfig CONFIG = TestingExamples.config(0.25f, true);

    @Test
    void shouldComeBackFromItsText() {
        assertThat(ModelConfig.parse(CONFIG.toText())).isEqualTo(CONFIG);
        assertThat(ModelConfig.parse(ModelConfig.defaults().toText())).isEqualTo(ModelConfig.defaults());
        ModelConfig uneven = TestingExamples.uneven();
        assertThat(ModelConfig.parse(uneven.toText())).isEqualTo(uneven);
        ModelConfig others = CONFIG.with(Encoder.SASREC, Ranker.MLP);
        assertThat(ModelConfig.parse(others.toText())).isEqualTo(others).isNotEqualTo(CONFIG);
        ModelConfig numeric = TestingExamples.withNumbers();
        assertThat(ModelConfig.parse(numeric.toText())).isEqualTo(numeric).isNotEqualTo(uneven);
        assertThat(numeric.toText().lines())
                .contains("denseFeatures=price,stock,age", "wukong.denseUnits=2", "wukong.denseHidden=3");
        ModelConfig late = CONFIG.withDelayedConversions(Map.of("click", FNW, "convert", ES_DFM));
        assertThat(ModelConfig.parse(late.toText())).isEqualTo(late).isNotEqualTo(CONFIG);
    }

    @Test
    void shouldHaveOneLinePerValue() {
        assertThat(CONFIG.toText().lines())
                .hasSize(39)
                .contains(
                        "encoder=HSTU",
                        "ranker=WUKONG",
                        "hstu.width=6",
                        "wukong.0.fmbHidden=5",
                        "tasks=click,convert",
                        "seed=17");
    }

    @ParameterizedTest
    @CsvSource({
        "hstu.width=6, hstu.width=0, hstu.width must be finite and above 0",
        "hstu.width=6, hstu.width=six, malformed: hstu.width=six",
        "hstu.width=6, hstu.size=6, missing: hstu.width",
        "hstu.width=6, hstu.width, not a name=value line: hstu.width",
        "hstu.dropout=0.25, hstu.dropout=1, hstu.dropout must be in [0; 1)",
        "hstu.stochasticLength=2.0, hstu.stochasticLength=1, hstu.stochasticLength must be in (1; 2]",
        "wukong.stopGradient=true, wukong.stopGradient=yes, malformed: wukong.stopGradient=yes",
        "wukong.1.fmbHidden=5, wukong.1.fmbHidden=-5, wukong.fmbHidden must be finite and above 0",
        "wukong.units=, wukong.units=item, malformed: wukong.units=item",
        "wukong.units=, wukong.units=item:0, wukong.units.item must be finite and above 0",
        "wukong.units=, 'wukong.units=item:2,item:3', malformed: wukong.units=item:2",
        "wukong.units=, wukong.units=colour:2, no fields of this model: [colour]",
        "wukong.shared=, wukong.shared=size, no fields of this model: [size]",
        "delayedConversions=, delayedConversions=convert, malformed: delayedConversions=convert",
        "delayedConversions=, delayedConversions=convert:dfm, malformed: delayedConversions=convert:dfm",
        "delayedConversions=, delayedConversions=like:fnw, conversions of 'like'; which is none of [click; convert]",
        "denseFeatures=, 'denseFeatures=price,price', denseFeatures names something twice: [price; price]",
        "wukong.denseUnits=1, wukong.denseUnits=0, wukong.denseUnits must be finite and above 0",
        "wukong.denseHidden=16, wukong.denseHidden=0, wukong.denseHidden must be finite and above 0",
        "temperature=0.5, temperature=NaN, temperature must be finite and above 0",
        "negatives=5, negatives=-1, negatives must not be below 0",
        "encoder=HSTU, encoder=GRU, malformed: encoder=GRU",
        "ranker=WUKONG, kind=WUKONG, missing: ranker",
        "seed=17, seed=17.5, malformed: seed=17.5",
    })
    void shouldNameTheLineThatIsWrong(String line, String wrong, String message) {
        String text = CONFIG.toText().replace(line, wrong);
        assertThatThrownBy(() -> ModelConfig.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message.replace(';', ','));
    }

    @Test
    void shouldRefuseLinesThatItDoesNotKnowOrKnowsAlready() {
        assertThatThrownBy(() -> ModelConfig.parse(CONFIG.toText() + "colour=red\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown: [colour]");
        assertThatThrownBy(() -> ModelConfig.parse(CONFIG.toText() + "seed=17\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given twice: seed=17");
    }

    @Test
    void shouldRefuseNamesThatCannotBeWrittenOrToldApart() {
        for (List<String> tasks :
                List.of(List.of("retrieval"), List.of("a,b"), List.of("a\nb"), List.of(""), List.of("a", "a"))) {
            assertThatThrownBy(() -> withTasks(tasks)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldLearnTwoAuxiliaryTasksBesideOneOfElapsedTimeSampling() {
        assertThat(CONFIG.withDelayedConversions(Map.of("click", FNW, "convert", ES_DFM))
                        .learntTasks())
                .containsExactly("click", "convert", "convert.delayed", "convert.real-negative");
        assertThat(CONFIG.withDelayedConversions(Map.of("convert", FNW)).learntTasks())
                .isEqualTo(CONFIG.tasks());
        assertThat(CONFIG.withDelayedConversions(Map.of("convert", ES_DFM))
                        .toText()
                        .lines())
                .contains("delayedConversions=convert:es-dfm", "tasks=click,convert");
    }

    @Test
    void shouldRefuseATaskThatIsAuxiliaryToAnother() {
        ModelConfig config = withTasks(List.of("convert", "convert.delayed"));
        assertThat(config.withDelayedConversions(Map.of("convert", FNW)).tasks())
                .isEqualTo(config.tasks());
        assertThatThrownBy(() -> config.withDelayedConversions(Map.of("convert", ES_DFM)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names something twice")
                .hasMessageContaining("convert.delayed");
    }

    @Test
    void shouldBeTheSameWhetherToWaitIsSaidOrNot() {
        assertThat(CONFIG.withDelayedConversions(Map.of("convert", WAIT))).isEqualTo(CONFIG);
    }

    @Test
    void shouldBeReadAsItWasWrittenWithoutATask() {
        ModelConfig retrievalOnly = withTasks(List.of());
        assertThat(ModelConfig.parse(retrievalOnly.toText())).isEqualTo(retrievalOnly);
    }

    private static ModelConfig withTasks(List<String> tasks) {
        return new ModelConfig(CONFIG.hstu(), CONFIG.wukong(), tasks, List.of(), List.of(), 1, 0.1f, 0.1f, 0.1f, 1);
    }
}
