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
import org.knowm.xchart.XYSeries;
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
        runs.keySet().stream()
                .map(Run::contender)
                .distinct()
                .forEach(contender -> contender
                        .published()
                        .ifPresent(figures -> addLevel(
                                        chart, contender.label() + ", the authors' figure", figures.hr10(), last)
                                .setLineStyle(SeriesLines.DOT_DOT)));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private static void add(XYChart chart, Run run, List<EpochScore> rows, int last) {
        boolean validated = run.protocol() == Protocol.VALIDATED;
        String name = run.name() + (validated ? ", validation" : ", test");
        List<Integer> epochs = rows.stream().map(EpochScore::epoch).toList();
        List<Double> rates = rows.stream()
                .map(row -> validated ? row.validation().hr10() : row.test().hr10())
                .toList();
        // What popularity knows does not change from epoch to epoch.
        XYSeries series = run.contender().recipe().isPresent()
                ? chart.addSeries(name, epochs, rates)
                : addLevel(chart, name, rates.get(0), last);
        series.setMarker(rows.size() == 1 && last == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setLineStyle(validated ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
    }

    private static XYSeries addLevel(XYChart chart, String name, double level, int last) {
        XYSeries series = chart.addSeries(name, List.of(1, Math.max(2, last)), List.of(level, level));
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }
}
