package io.millrace.model;

import io.millrace.model.hstu.HstuEncoder;
import io.millrace.model.row.Layout;
import io.millrace.model.sasrec.SasRecEncoder;
import io.millrace.model.sequence.SequenceEncoder;
import java.util.Locale;

/** Which sequence model; all are built to the sizes of {@link HstuSizes}. */
public enum Encoder {
    HSTU,
    SASREC;

    /** A new encoder; declares its tables in {@code layout}. */
    public SequenceEncoder create(Layout layout, HstuSizes sizes) {
        return switch (this) {
            case HSTU -> new HstuEncoder(layout, sizes);
            case SASREC -> new SasRecEncoder(layout, sizes);
        };
    }

    /** What its predictions are reported under, such as {@code hstu}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
