package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.sidebyside.Chart;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedChartTest {
    private static final int OURS = 0x1b6ca8;
    private static final int FOURTH = 0x8c564b;
    private static final int FIFTH = 0x2ca02c;

    @TempDir
    Path folder;

    @Test
    void shouldDrawABarForEverySideWithSoManyThreads() throws Exception {
        Path file = folder.resolve("chart.png");
        SpeedChart.write(file, TestingResults.all(), 1, TestingResults.PEAK);

        assertThat(colours(file)).contains(OURS, FOURTH, 0xff0000).doesNotContain(FIFTH);
    }

    @Test
    void shouldDrawPointsAndLines() throws Exception {
        Path file = folder.resolve("lines.png");
        Chart.lines(
                file,
                "title",
                "x",
                "y",
                Map.of("a", new TreeMap<>(Map.of(1, 3.0, 2, 5.0))),
                Map.of("a", x -> 2 * x + 1));

        assertThat(colours(file)).contains(OURS).doesNotContain(FOURTH);
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
