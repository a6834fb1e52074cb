package io.millrace.model.sequence;

import io.millrace.model.HstuSizes;
import io.millrace.model.kernel.Panels;

/** Keys and values of one layer, head by head, in the order in which products read them. */
public final class LayerCache {
    /** Keys as columns, dqk × H, and values as rows, H × dv. */
    public record Head(Panels keys, Panels values) {}

    private final HstuSizes sizes;
    private final Head[] heads;

    public LayerCache(HstuSizes sizes) {
        this.sizes = sizes;
        this.heads = new Head[sizes.heads()];
        for (int head = 0; head < heads.length; head++) {
            heads[head] = new Head(new Panels(), new Panels());
        }
    }

    public Head head(int head) {
        return heads[head];
    }

    /** Forgets everything and makes room for {@code tokens}. */
    public void reserve(int tokens) {
        for (Head head : heads) {
            head.keys.reserve(sizes.qkWidth(), tokens);
            head.values.reserve(tokens, sizes.valueWidth());
        }
    }

    /** Forgets what lies behind the first {@code tokens}. */
    public void keep(int tokens) {
        for (Head head : heads) {
            head.keys.keepColumns(tokens);
            head.values.keepRows(tokens);
        }
    }
}
