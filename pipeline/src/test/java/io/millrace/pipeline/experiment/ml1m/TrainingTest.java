package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.optimizer.AdamW;
import io.millrace.pipeline.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
    private static final MovieLens DATA = MadeUsers.data(300, 5);

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();
    private long now;

    @ParameterizedTest
    @EnumSource(Encoder.class)
    void shouldLearnWhatFollowsWhichPopularityCannot(Encoder encoder) {
        Run counted = new Run(Contender.POPULARITY, Bias.POSITION, 0, Protocol.VALIDATED);
        List<EpochScore> popularity = train(counted, new PopularityLearner(DATA.items()), 1);
        List<EpochScore> learnt = train(run(Protocol.VALIDATED), learner(encoder), 8);

        double control = popularity.get(0).test().hr10();
        assertThat(control).isLessThan(0.4);
        EpochScore last = learnt.get(learnt.size() - 1);
        assertThat(last.test().hr10()).isGreaterThan(0.75).isGreaterThan(2 * control);
        assertThat(last.validation().hr10()).isGreaterThan(0.75);
        assertThat(last.loss()).isLessThan(learnt.get(0).loss() / 1.5);
    }

    @Test
    void shouldGoOnFromACheckpointAsIfItHadNotBeenCut() throws IOException {
        List<EpochScore> whole = train(run(Protocol.PUBLISHED), learner(Encoder.HSTU), 4);

        Path cut = Files.createDirectory(folder.resolve("cut"));
        RunFiles first = new RunFiles(cut, "run", "made");
        training(run(Protocol.PUBLISHED), learner(Encoder.HSTU), first).run(2, progress::add);
        RunFiles second = new RunFiles(cut, "run", "made");
        Learner learner = learner(Encoder.HSTU);
        second.resume(learner);
        assertThat(second.rows()).hasSize(2);
        training(run(Protocol.PUBLISHED), learner, second).run(4, progress::add);

        assertThat(second.rows()).isEqualTo(whole);
        assertThat(Files.readAllLines(cut.resolve("run.csv"))).hasSize(5);
    }

    @Test
    void shouldLearnAgainAnEpochThatHasARowButNoCheckpoint() throws IOException {
        RunFiles first = new RunFiles(folder, "run", "made");
        training(run(Protocol.PUBLISHED), learner(Encoder.HSTU), first).run(1, progress::add);
        byte[] checkpoint = Files.readAllBytes(folder.resolve("run.checkpoint"));
        training(run(Protocol.PUBLISHED), learner(Encoder.HSTU), first).run(2, progress::add);
        Files.write(folder.resolve("run.checkpoint"), checkpoint);

        RunFiles second = new RunFiles(folder, "run", "made");
        second.resume(learner(Encoder.HSTU));
        assertThat(second.rows()).isEqualTo(first.rows().subList(0, 1));
    }

    @Test
    void shouldNotGoOnFromAnotherRun() throws IOException {
        training(run(Protocol.PUBLISHED), learner(Encoder.HSTU), new RunFiles(folder, "run", "made"))
                .run(1, progress::add);
        assertThatThrownBy(() -> new RunFiles(folder, "run", "other").resume(learner(Encoder.HSTU)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is of a run with other settings");
        Path checkpoint = folder.resolve("run.checkpoint");
        Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 1_000));
        assertThatThrownBy(() -> new RunFiles(folder, "run", "made").resume(learner(Encoder.HSTU)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("cannot go on from " + checkpoint);
    }

    @Test
    void shouldSayOfEveryEpochHowItWentAndHowLongItWillTake() {
        train(run(Protocol.VALIDATED), learner(Encoder.HSTU), 3);
        // The clock ticks three times an epoch, a minute each: at its beginning, after learning, at its end.
        assertThat(progress).hasSize(3);
        assertThat(progress.get(0))
                .startsWith("hstu-position-seed1-validated epoch 1 of 3: loss ")
                .contains(", validation HR@10 0.", ", test HR@10 0.", " 90 tokens/s, 120.0 s, 4 min left");
    }

    private List<EpochScore> train(Run run, Learner learner, int epochs) {
        RunFiles files = new RunFiles(folder, run.name(), "made");
        training(run, learner, files).run(epochs, progress::add);
        return files.rows();
    }

    private Training training(Run run, Learner learner, RunFiles files) {
        return new Training(run, DATA, learner, files, () -> now += 60_000_000_000L);
    }

    private static Run run(Protocol protocol) {
        return new Run(Contender.HSTU, Bias.POSITION, 1, protocol);
    }

    private static Learner learner(Encoder encoder) {
        HstuSizes sizes = new HstuSizes(16, 2, 1, 16, 16, 32, 0.1f);
        AdamW optimizer = new AdamW(5e-3f, 0.9f, 0.98f, 1e-8f, 0, 0);
        return new Recipe(encoder, sizes, 16, 16, 0.05f, optimizer).learner(DATA.items(), 1);
    }
}
