package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedChartTest {
    @TempDir
    Path folder;

    @Test
    void shouldDrawABarOfItsOwnColourForEverySideWithSoManyThreads() throws Exception {
        Path file = Path.of("/tmp/sbs/chart.png");
        SpeedChart.write(file, TestingResults.all(), 1, TestingResults.PEAK);

        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(rgb & 0xffffff);
        }
        assertThat(colours)
                .containsAll(List.of(0x1b6ca8, 0xd9822b, 0x7f7f7f, 0x8c564b))
                .doesNotContain(0x2ca02c);
    }
}
