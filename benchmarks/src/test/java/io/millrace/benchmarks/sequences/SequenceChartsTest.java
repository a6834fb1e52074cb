package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceChartsTest {
    private static final int FIRST = 0x1b6ca8;
    private static final int THIRD = 0x7f7f7f;
    private static final int FOURTH = 0x8c564b;

    @TempDir
    Path folder;

    @Test
    void shouldDrawABarForEveryJob() throws Exception {
        Path file = folder.resolve("bars.png");
        SequenceCharts.bars(file, TestingPasses.results());

        assertThat(colours(file)).contains(FIRST, THIRD).doesNotContain(FOURTH);
    }

    @Test
    void shouldDrawACurveForEveryJob() throws Exception {
        Traffic more = new Traffic(1_000, 10, 0, Duration.ofSeconds(60), 1);
        List<SequenceResult> results = Stream.concat(
                        TestingPasses.results().stream(), SequenceResult.of(more, TestingPasses.all()).stream())
                .toList();
        SequenceCharts.byUsers(folder.resolve("users.png"), results);
        SequenceCharts.byEventsPerUser(folder.resolve("events.png"), results);

        assertThat(colours(folder.resolve("users.png"))).contains(FIRST, THIRD).doesNotContain(FOURTH);
        assertThat(colours(folder.resolve("events.png"))).contains(FIRST, THIRD).doesNotContain(FOURTH);
    }

    private static Set<Integer> colours(Path file) throws Exception {
        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(rgb & 0xffffff);
        }
        return colours;
    }
}
