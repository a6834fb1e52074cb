package io.millrace.benchmarks.sidebyside;

import java.io.IOException;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Passes of several sides in turns, so that whatever slows the machine down for a while slows all of them down. */
public final class Rounds {
    private final double[][] seconds;

    private Rounds(double[][] seconds) {
        this.seconds = seconds;
    }

    /** Lets each contestant do a pass, one after the other, {@code count} times. */
    public static Rounds inTurns(List<? extends Contestant> contestants, int count)
            throws IOException, InterruptedException {
        double[][] seconds = new double[count][contestants.size()];
        for (double[] round : seconds) {
            for (int i = 0; i < round.length; i++) {
                round[i] = contestants.get(i).pass();
            }
        }
        return new Rounds(seconds);
    }

    /** Seconds of a contestant's pass in a round. */
    public double seconds(int round, int contestant) {
        return seconds[round][contestant];
    }

    /** Over the rounds, what {@code figure} makes of each one's number. */
    public Spread spread(IntToDoubleFunction figure) {
        return Spread.over(seconds.length, figure);
    }
}
