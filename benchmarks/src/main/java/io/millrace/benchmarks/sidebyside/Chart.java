package io.millrace.benchmarks.sidebyside;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as PNG files, drawn without a display. */
public final class Chart {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 700;
    private static final Font LABELS = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final Color[] COLOURS = {
        new Color(0x1b6ca8), new Color(0xd9822b), new Color(0x7f7f7f), new Color(0x8c564b), new Color(0x2ca02c)
    };

    static {
        System.setProperty("java.awt.headless", "true");
    }

    /** What no bar can pass. */
    public record Limit(String name, double value) {}

    private Chart() {}

    /**
     * Groups of bars, each with its value, under a line.
     *
     * @param groups names of the groups
     * @param bars by series, a value for every group; null where there is none
     * @param limit the line
     */
    public static void bars(
            Path file, String title, String unit, List<String> groups, Map<String, List<Double>> bars, Limit limit)
            throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        dress(chart.getStyler());
        chart.getStyler()
                .setLabelsVisible(true)
                .setLabelsPosition(0.5)
                .setLabelsFont(LABELS)
                .setLabelsFontColorAutomaticEnabled(false)
                .setLabelsFontColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(limit.value() * 1.1).setYAxisDecimalPattern("0");
        bars.forEach((name, values) -> chart.addSeries(name, groups, values));
        chart.addAnnotation(new AnnotationLine(limit.value(), false, false));
        chart.addAnnotation(new AnnotationText(limit.name(), groups.size() / 2.0, limit.value() * 1.03, false));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    /**
     * Measured points, each series with the line that was fitted to it.
     *
     * @param points by series, y by x
     * @param fitted by series, y of any x
     */
    public static void lines(
            Path file,
            String title,
            String xTitle,
            String yTitle,
            Map<String, SortedMap<Integer, Double>> points,
            Map<String, DoubleUnaryOperator> fitted)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        dress(chart.getStyler());
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0).setXAxisDecimalPattern("0");
        int colour = 0;
        for (Map.Entry<String, SortedMap<Integer, Double>> series : points.entrySet()) {
            String name = series.getKey();
            List<Integer> x = List.copyOf(series.getValue().keySet());
            List<Double> line =
                    x.stream().map(n -> fitted.get(name).applyAsDouble(n)).toList();
            chart.addSeries(name, x, List.copyOf(series.getValue().values()))
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(COLOURS[colour])
                    .setLineStyle(SeriesLines.NONE);
            chart.addSeries(name + ", fitted", x, line)
                    .setMarker(SeriesMarkers.NONE)
                    .setLineStyle(SeriesLines.SOLID)
                    .setLineColor(COLOURS[colour]);
            colour++;
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    /**
     * Measured points, joined, on two logarithmic axes.
     *
     * @param points by series, y by x; all positive
     */
    public static void curves(
            Path file, String title, String xTitle, String yTitle, Map<String, SortedMap<Integer, Double>> points)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        dress(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        points.forEach(
                (name, series) -> chart.addSeries(name, List.copyOf(series.keySet()), List.copyOf(series.values()))
                        .setMarker(SeriesMarkers.CIRCLE));
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private static void dress(Styler styler) {
        styler.setSeriesColors(COLOURS);
        styler.setAnnotationLineColor(Color.RED);
        styler.setAnnotationLineStroke(
                new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 10, new float[] {10, 6}, 0));
        styler.setAnnotationTextFont(LABELS);
        styler.setAnnotationTextFontColor(Color.RED);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    }
}
