package io.millrace.learner.verdict;

import io.millrace.model.metrics.BinaryMetrics;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the predictions of one task have been over the last window of labels, and how they usually are.
 *
 * <p>The usual normalised entropy follows the windows that were good, a quarter of the way each. A figure that a window
 * does not have, as it is all of one class, is not objected to.
 */
final class TaskWindows {
    /** A window without enough of the rarer class is closed when it has so many times the labels. */
    private static final int MOST_WINDOWS = 50;

    private static final double STEP = 0.25;

    private final VerdictRules rules;
    private BinaryMetrics open = new BinaryMetrics();
    private long labels;
    private double entropy = Double.NaN;
    private double calibration = Double.NaN;
    private double usual = Double.NaN;
    private int above;
    private boolean calibrationWaived;

    TaskWindows(VerdictRules rules) {
        this.rules = rules;
    }

    void add(double probability, boolean positive) {
        open.add(probability, positive);
        long ofRarer = Math.min(open.positives(), open.count() - open.positives());
        int enough = rules.window().labels();
        if (open.count() >= enough && ofRarer >= rules.window().ofEither()
                || open.count() >= (long) MOST_WINDOWS * enough) {
            close();
        }
    }

    private void close() {
        Map<String, Double> measures = open.measures();
        labels = open.count();
        entropy = measures.getOrDefault("ne", Double.NaN);
        calibration = measures.getOrDefault("calibration", Double.NaN);
        open = new BinaryMetrics();
        calibrationWaived &= !isCalibrated();
        if (Double.isNaN(entropy)) {
            above = 0;
        } else if (entropy > usual * (1 + rules.margin())) {
            above++;
            if (above > rules.patience()) {
                takePresentLevel();
            }
        } else {
            above = 0;
            usual = Double.isNaN(usual) ? entropy : usual + STEP * (entropy - usual);
        }
    }

    private boolean isCalibrated() {
        return Double.isNaN(calibration) || rules.calibration().contain(calibration);
    }

    private void takePresentLevel() {
        usual = entropy;
        above = 0;
    }

    /** Objects no more to what it objects to now. */
    void waive() {
        if (above > 0) {
            takePresentLevel();
        }
        calibrationWaived = !isCalibrated();
    }

    /** What speaks against the model as it is, if anything does. */
    Optional<String> objection() {
        if (above > 0) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "normalised entropy %.3f over the last %,d labels, usually %.3f",
                    entropy,
                    labels,
                    usual));
        }
        if (!isCalibrated() && !calibrationWaived) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "calibration %.3g over the last %,d labels, not within %.3g and %.3g",
                    calibration,
                    labels,
                    rules.calibration().least(),
                    rules.calibration().greatest()));
        }
        return Optional.empty();
    }

    void write(DataOutput out) throws IOException {
        byte[] metrics = open.toBytes();
        out.writeInt(metrics.length);
        out.write(metrics);
        out.writeLong(labels);
        out.writeDouble(entropy);
        out.writeDouble(calibration);
        out.writeDouble(usual);
        out.writeInt(above);
        out.writeBoolean(calibrationWaived);
    }

    static TaskWindows read(DataInput in, VerdictRules rules) throws IOException {
        TaskWindows task = new TaskWindows(rules);
        byte[] metrics = new byte[in.readInt()];
        in.readFully(metrics);
        task.open = BinaryMetrics.fromBytes(metrics);
        task.labels = in.readLong();
        task.entropy = in.readDouble();
        task.calibration = in.readDouble();
        task.usual = in.readDouble();
        task.above = in.readInt();
        task.calibrationWaived = in.readBoolean();
        return task;
    }
}
