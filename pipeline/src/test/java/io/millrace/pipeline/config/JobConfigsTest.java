package io.millrace.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.server.RowLife;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.Ranker;
import io.millrace.model.loss.DelayedConversion;
import io.millrace.model.sampling.Sampling;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.timeline.HeapBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigsTest {
    private static final MillraceConfig DEFAULTS = MillraceConfig.of(Map.of());
    private static final DatasetProfile CLICKS_ONLY = new DatasetProfile(
            "clicks",
            List.of("click"),
            List.of("click"),
            List.of("click"),
            List.of(),
            List.of("os", "country"),
            new DatasetProfile.Windows(Duration.ofSeconds(20), Duration.ofMinutes(30), Duration.ofMinutes(5)));

    @Test
    void shouldCarryAProfilesListsThroughTheOptions() {
        MillraceConfig config = MillraceConfig.of(JobConfigs.of(CLICKS_ONLY));
        assertThat(config.get(MillraceOptions.TASKS)).isEmpty();
        assertThat(config.get(MillraceOptions.FEATURES)).containsExactly("os", "country");
        assertThat(config.get(MillraceOptions.POSITIVE_ACTIONS)).containsExactly("click");
        assertThat(config.get(MillraceOptions.EXPOSING_ACTIONS)).containsExactly("click");
        assertThat(config.get(MillraceOptions.CLICK_WINDOW)).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.get(MillraceOptions.ATTRIBUTION_WINDOW)).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.get(MillraceOptions.EMIT_WITHIN)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void shouldConfigureAModelThatRanksNothingWhenTheDataHasNoTask() {
        MillraceConfig config = MillraceConfig.of(JobConfigs.of(CLICKS_ONLY));
        assertThat(JobConfigs.model(config).tasks()).isEmpty();
        assertThat(JobConfigs.sequence(config).labels().tasks()).isEmpty();
    }

    @Test
    void shouldBuildTheModelsThatAreAskedFor() {
        assertThat(JobConfigs.model(DEFAULTS).encoder()).isEqualTo(Encoder.HSTU);
        assertThat(JobConfigs.model(DEFAULTS).ranker()).isEqualTo(Ranker.WUKONG);
        ModelConfig other = JobConfigs.model(with("model.encoder", "SASREC", "model.ranker", "DCNV2"));
        assertThat(other.encoder()).isEqualTo(Encoder.SASREC);
        assertThat(other.ranker()).isEqualTo(Ranker.DCNV2);
    }

    @Test
    void shouldGiveModelAndSequenceBuilderTheSameFeatureFields() {
        MillraceConfig config = with("model.features", "category;device", "model.dense-features", "price;stock");
        assertThat(JobConfigs.model(config).features()).containsExactly("category", "device");
        assertThat(JobConfigs.model(config).denseFeatures()).containsExactly("price", "stock");
        assertThat(JobConfigs.sequence(config).features()).containsExactly("category", "device");
        assertThat(JobConfigs.sequence(config).denseFeatures()).containsExactly("price", "stock");
        assertThat(JobConfigs.model(DEFAULTS).denseFeatures()).isEmpty();
    }

    @Test
    void shouldRefuseAModelThatThereIsNot() {
        assertThatThrownBy(() -> with("model.encoder", "GRU", "model.ranker", "DCNV2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("option 'model.encoder' cannot be 'GRU'")
                .hasMessageContaining("SASREC");
    }

    @Test
    void shouldDivideTheWidthAmongTheHeads() {
        HstuSizes hstu =
                JobConfigs.model(with("model.width", "48", "model.heads", "3")).hstu();
        assertThat(List.of(hstu.width(), hstu.heads(), hstu.qkWidth(), hstu.valueWidth()))
                .containsExactly(48, 3, 16, 16);
    }

    @Test
    void shouldRefuseAWidthThatIsNoMultipleOfTheHeads() {
        MillraceConfig config = with("model.width", "50", "model.heads", "4");
        assertThatThrownBy(() -> JobConfigs.model(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model.width 50 is not a multiple of model.heads 4");
    }

    @Test
    void shouldGiveTheModelRoomForALongestSlice() {
        MillraceConfig config = with("sequence.slice", "10", "job.parallelism", "1");
        SequenceConfig.Slices slices = JobConfigs.sequence(config).slices();
        assertThat(JobConfigs.model(config).hstu().maxTokens())
                .isEqualTo(2 * slices.interactions() + slices.auxiliary());
    }

    @Test
    void shouldAskClicksOfImpressionsAndOtherTasksOfClicks() {
        assertThat(JobConfigs.sequence(DEFAULTS).labels().tasks())
                .containsExactly(
                        new SequenceConfig.Task("click", SequenceConfig.Basis.IMPRESSION, Set.of("click")),
                        new SequenceConfig.Task("convert", SequenceConfig.Basis.CLICK, Set.of("convert")));
    }

    @Test
    void shouldGiveModelAndSequenceBuilderTheSamePoliciesForLateConversions() {
        MillraceConfig config = MillraceConfig.of(Map.of(
                "model.tasks", "click;convert;like;rate",
                "sequence.late-conversions", "convert:es-dfm,like:fnw,rate:wait",
                "sequence.short-window", "10 s"));

        assertThat(JobConfigs.model(config).delayedConversions())
                .isEqualTo(Map.of("convert", DelayedConversion.ES_DFM, "like", DelayedConversion.FNW));
        List<SequenceConfig.Task> tasks = JobConfigs.sequence(config).labels().tasks();
        assertThat(tasks)
                .extracting(SequenceConfig.Task::late)
                .containsExactly(
                        LateConversions.WAIT,
                        LateConversions.esDfm(Duration.ofSeconds(10)),
                        LateConversions.FNW,
                        LateConversions.WAIT);
        assertThat(tasks)
                .flatExtracting(SequenceConfig.Task::supervised)
                .containsExactlyInAnyOrderElementsOf(JobConfigs.model(config).learntTasks());
        for (MillraceConfig waiting : List.of(DEFAULTS, MillraceConfig.of(Map.of("sequence.late-conversions", "")))) {
            assertThat(JobConfigs.model(waiting).delayedConversions()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "like:fnw, 'sequence.late-conversions names ''like'', which is no task: model.tasks has click;convert'",
        "click:fnw, 'sequence.late-conversions names ''click'', which is asked of impressions: its label is known at"
                + " once'",
        "convert:defer, 'sequence.late-conversions of ''convert'': ''defer'' is none of [wait, fnw, es-dfm]'"
    })
    void shouldSayWhichPolicyForLateConversionsCannotBe(String value, String message) {
        MillraceConfig config = MillraceConfig.of(Map.of("sequence.late-conversions", value));
        assertThatThrownBy(() -> JobConfigs.model(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> JobConfigs.sequence(config)).hasMessage(message);
    }

    @Test
    void shouldRememberPredictionsUntilTheirLabelsAreLearnt() {
        MillraceConfig config = with("sequence.attribution-window", "7 min", "sequence.emit-within", "3 s");
        assertThat(JobConfigs.learner(config, 1).predictionMemory()).isEqualTo(Duration.ofSeconds(423));
    }

    @Test
    void shouldJudgeVersionsByTheOptions() {
        MillraceConfig config = MillraceConfig.of(Map.ofEntries(
                Map.entry("verdict.min-predictions", "5"),
                Map.entry("verdict.window", "6"),
                Map.entry("verdict.window-of-either", "2"),
                Map.entry("verdict.ne-margin", "Infinity"),
                Map.entry("verdict.patience", "7"),
                Map.entry("verdict.calibration-least", "0.5"),
                Map.entry("verdict.calibration-greatest", "2")));
        assertThat(JobConfigs.learner(config, 1).publication().rules())
                .isEqualTo(new VerdictRules(
                        5,
                        new VerdictRules.Window(6, 2),
                        Double.POSITIVE_INFINITY,
                        7,
                        new VerdictRules.Bounds(0.5, 2)));
        assertThatThrownBy(() -> JobConfigs.learner(MillraceConfig.of(Map.of("verdict.ne-margin", "-1")), 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("margin is above 0, not -1.0");
    }

    @Test
    void shouldSpreadTrainersAndShardsByTheParallelism() {
        LearnerConfig learner = JobConfigs.learner(with("job.parallelism", "3", "learner.key-groups", "12"), 42);
        assertThat(learner.publication().lineage()).isEqualTo(LineageConfig.of(42));
        assertThat(List.of(
                        learner.server().keyGroups(),
                        learner.server().trainers(),
                        learner.server().shards()))
                .containsExactly(12, 3, 3);
        assertThat(learner.model()).isEqualTo(JobConfigs.model(DEFAULTS));
    }

    @Test
    void shouldDrawNegativesAsIsAskedFor() {
        TrainerConfig usual = JobConfigs.learner(DEFAULTS, 1).trainer();
        assertThat(usual.sampling()).isEqualTo(Sampling.UNIFORM);
        TrainerConfig asked = JobConfigs.learner(
                        with("learner.negative-sampling", "unigram", "learner.negative-power", "0.5"), 1)
                .trainer();
        assertThat(asked.sampling()).isEqualTo(Sampling.UNIGRAM);
        assertThat(asked.samplingPower()).isEqualTo(0.5);
    }

    @Test
    void shouldRefuseAWayOfDrawingThatThereIsNot() {
        assertThatThrownBy(() -> with("learner.negative-sampling", "zipf", "learner.negative-power", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("option 'learner.negative-sampling' cannot be 'zipf'")
                .hasMessageContaining("UNIGRAM");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5,5", "0,2147483647"})
    void shouldTakeNoCreditForNoBound(String credits, int most) {
        LearnerConfig learner = JobConfigs.learner(MillraceConfig.of(Map.of("learner.credits", credits)), 1);
        assertThat(learner.trainer().staleness().credits()).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        "learner.negative-power, 1.5, 'power in [0, 1], not 1.5'",
        "learner.clip-norm, 0, 'above 0, not 0.0'",
        "learner.credits, -1, 'needs one credit, not -1'",
        "learner.dense-steps, 0, 'every step at most, not every 0'",
        "learner.admission-touches, 0, option 'learner.admission-touches' cannot be '0': a row is admitted after one",
        "sequence.idle-ttl, 0 s, option 'sequence.idle-ttl' cannot be '0 s': it must be above 0",
        "learner.row-ttl, 10 min, option 'learner.row-ttl' cannot be '10 min': rows would be dropped",
        "learner.row-ttl, 634000 ms, 'more than 634000 ms, which the windows of sequence.* take together, or 0'",
        "learner.cache-memory, 1kb, option 'learner.cache-memory' cannot be '1kb': it must be 1 mb at least",
        "learner.key-groups, 0, cannot spread 0 key groups"
    })
    void shouldSayWhatOfTheLearnerIsOutOfItsRange(String option, String value, String message) {
        MillraceConfig config = MillraceConfig.of(Map.of(option, value));
        assertThatThrownBy(() -> JobConfigs.learner(config, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldLetRowsLiveAsIsAskedFor() {
        LearnerConfig.ServerConfig server = JobConfigs.learner(
                        with("learner.row-ttl", "634001 ms", "learner.admission-touches", "4")
                                .with(Map.of("learner.cache-memory", "1 mb", "sequence.idle-ttl", "7 d")),
                        1)
                .server();
        assertThat(server.life()).isEqualTo(new RowLife(4, Duration.ofMillis(634_001), Duration.ofDays(7)));
        assertThat(server.cacheBytes()).isEqualTo(1 << 20);
    }

    @Test
    void shouldBoundEventsAsTheSequenceBuilderDoesByDefault() {
        assertThat(JobConfigs.bounds(DEFAULTS)).isEqualTo(EventBounds.defaults());
        assertThat(JobConfigs.breaker(DEFAULTS)).isEqualTo(BreakerConfig.defaults());
    }

    @Test
    void shouldBoundEventsAsIsAskedFor() {
        MillraceConfig config = with("intake.earliest-time", "2020-02-02T00:00:00Z", "intake.max-ahead", "2 h")
                .with(Map.of("intake.max-name", "3", "intake.max-value", "4", "intake.max-features", "5"))
                .with(Map.of("intake.breaker-window", "6", "intake.breaker-ratio", "0.75"));
        assertThat(JobConfigs.bounds(config))
                .isEqualTo(new EventBounds(3, 4, 5, Instant.parse("2020-02-02T00:00:00Z"), Duration.ofHours(2)));
        assertThat(JobConfigs.breaker(config)).isEqualTo(new BreakerConfig(6, 0.75));
    }

    @ParameterizedTest
    @CsvSource({
        "intake.max-name, 0, 'name must be positive, is 0'",
        "intake.max-value, -1, value is negative: -1",
        "intake.max-features, -1, features is negative: -1",
        "intake.earliest-time, yesterday, \"option 'intake.earliest-time' cannot be 'yesterday'\"",
        "intake.earliest-time, 1969-01-01T00:00:00Z, earliest is before 1970",
        "intake.breaker-window, 0, 'window must be positive, is 0'",
        "intake.breaker-ratio, 0, 'above 0 and at most 1, is 0.0'"
    })
    void shouldSayWhichBoundCannotBe(String option, String value, String message) {
        MillraceConfig config = MillraceConfig.of(Map.of(option, value));
        assertThatThrownBy(() -> {
                    JobConfigs.bounds(config);
                    JobConfigs.breaker(config);
                })
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message.replace("\"", ""));
    }

    @Test
    void shouldSettleOnlyAfterEveryWindowHasClosed() {
        MillraceConfig config = with("sequence.click-window", "10 s", "sequence.attribution-window", "1 min");
        assertThat(JobConfigs.settlingTime(config)).isGreaterThan(Duration.ofSeconds(70));
    }

    private static MillraceConfig with(String key, String value, String otherKey, String otherValue) {
        return MillraceConfig.of(Map.of(key, value, otherKey, otherValue));
    }

    @Test
    void shouldBoundWhatTheSequenceBuilderKeepsInTheHeap() {
        assertThat(JobConfigs.heap(DEFAULTS)).isEqualTo(HeapBounds.DEFAULTS);
        assertThat(JobConfigs.sequence(DEFAULTS).retention().ids())
                .isEqualTo(SequenceConfig.defaults().retention().ids());
        MillraceConfig config = MillraceConfig.of(Map.of(
                "sequence.waiting-events", "10",
                "sequence.cache-memory", "1 mb",
                "sequence.resting-memory", "2 mb",
                "sequence.event-ids", "7"));
        assertThat(JobConfigs.heap(config))
                .isEqualTo(new HeapBounds(10, HeapBounds.DEFAULTS.alarms(), 1 << 20, 2 << 20));
        assertThat(JobConfigs.sequence(config).retention().ids()).isEqualTo(7);
        MillraceConfig negative = MillraceConfig.of(Map.of("sequence.waiting-events", "-1"));
        assertThatThrownBy(() -> JobConfigs.heap(negative))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("sequence.* cannot be configured so: ");
    }
}
