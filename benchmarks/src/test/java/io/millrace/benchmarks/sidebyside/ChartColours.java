package io.millrace.benchmarks.sidebyside;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;

/** What a test sees of a chart. */
public final class ChartColours {
    private ChartColours() {}

    /** Every colour of an image, red, green and blue in eight bits each. */
    public static Set<Integer> of(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(rgb & 0xffffff);
        }
        return colours;
    }
}
