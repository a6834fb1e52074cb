package io.millrace.pipeline.experiment.ml1m;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** HR@10 by epoch, as a PNG file drawn without a display. */
final class Curves {
    static {
        System.setProperty("java.awt.headless", "true");
    }

    private Curves() {}

    /** A curve for every run, on what it may be judged by epoch by epoch: validation where there is one, else the test. */
    static void write(Path file, Map<Run, List<EpochScore>> runs) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(1200)
                .height(700)
                .title("Next movie, full ranking, MovieLens-1M")
                .xAxisTitle("epoch")
                .yAxisTitle("HR@10")
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0.0).setXAxisDecimalPattern("0");
        int last = runs.values().stream().mapToInt(List::size).max().orElse(1);
        runs.forEach((run, rows) -> add(chart, run, rows, last));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private static void add(XYChart chart, Run run, List<EpochScore> rows, int last) {
        boolean validated = run.protocol() == Protocol.VALIDATED;
        List<Integer> epochs = rows.stream().map(EpochScore::epoch).toList();
        List<Double> rates = rows.stream()
                .map(row -> validated ? row.validation().hr10() : row.test().hr10())
                .toList();
        if (run.contender().recipe().isEmpty()) {
            // Nothing is learnt from epoch to epoch: a level to stand above.
            epochs = List.of(1, Math.max(2, last));
            rates = List.of(rates.get(0), rates.get(0));
        }
        chart.addSeries(run.name() + (validated ? ", validation" : ", test"), epochs, rates)
                .setMarker(rows.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                .setLineStyle(validated ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
    }
}
