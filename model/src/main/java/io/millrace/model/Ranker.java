package io.millrace.model;

import io.millrace.model.interaction.DcnV2;
import io.millrace.model.interaction.DeepFm;
import io.millrace.model.interaction.InteractionModel;
import io.millrace.model.interaction.MlpRanker;
import io.millrace.model.row.Layout;
import io.millrace.model.wukong.Wukong;
import java.util.Locale;

/**
 * Which interaction model ranks. All are built over the same units, each to those of the sizes of {@link WukongSizes}
 * that it has.
 */
public enum Ranker {
    WUKONG,
    DEEPFM,
    DCNV2,
    MLP;

    /**
     * A new interaction model; declares its tables in {@code layout}.
     *
     * @param units u
     * @param tasks logits for each request
     */
    public InteractionModel create(Layout layout, WukongSizes sizes, int units, int tasks) {
        return switch (this) {
            case WUKONG -> new Wukong(layout, sizes, units, tasks);
            case DEEPFM -> new DeepFm(layout, sizes, units, tasks);
            case DCNV2 -> new DcnV2(layout, sizes, units, tasks);
            case MLP -> new MlpRanker(layout, sizes, units, tasks);
        };
    }

    /** What its predictions are reported under, such as {@code wukong}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
