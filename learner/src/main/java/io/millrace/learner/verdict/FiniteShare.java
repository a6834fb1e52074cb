package io.millrace.learner.verdict;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many of the last {@value #LOOKED_AT} outcomes were finite. One that is not says something of an example; most of them
 * say something of the model.
 */
final class FiniteShare {
    static final int LOOKED_AT = 128;

    private final boolean[] notFinite = new boolean[LOOKED_AT];
    private int at;
    private int count;

    void add(boolean finite) {
        count += (finite ? 0 : 1) - (notFinite[at] ? 1 : 0);
        notFinite[at] = !finite;
        at = (at + 1) % LOOKED_AT;
    }

    /** Of the last {@value #LOOKED_AT} outcomes, those that were not finite. */
    int notFinite() {
        return count;
    }

    boolean isMostlyNotFinite() {
        return 2 * count > LOOKED_AT;
    }

    void write(DataOutput out) throws IOException {
        for (int i = 0; i < LOOKED_AT; i++) {
            out.writeBoolean(notFinite[(at + i) % LOOKED_AT]);
        }
    }

    static FiniteShare read(DataInput in) throws IOException {
        FiniteShare share = new FiniteShare();
        for (int i = 0; i < LOOKED_AT; i++) {
            share.add(!in.readBoolean());
        }
        return share;
    }
}
