package io.millrace.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sizes of Wukong (MATH §4). Another ranker takes from them the width of units, the hidden widths of the head and, if it
 * has layers, how many.
 *
 * @param unitWidth d, the width of every unit
 * @param layers from the units to the head
 * @param fields which fields are worth more than a unit, and which less
 * @param dense what dense features are made into
 * @param headHidden hidden widths of the head's MLP
 * @param stopGradient whether the gradient stops between Wukong and HSTU
 */
public record WukongSizes(
        int unitWidth, List<Layer> layers, Fields fields, Dense dense, List<Integer> headHidden, boolean stopGradient)
        implements Serializable {
    /**
     * One layer.
     *
     * @param fmbUnits nF, units that the factorisation block puts out
     * @param lcbUnits nL, units that the linear compression block puts out
     * @param rank k, columns of Y
     * @param fmbHidden hidden widths of the MLP in the factorisation block
     * @param attentionHidden hidden widths of the MLP that makes Y attend to the input; none for a Y that does not
     */
    public record Layer(int fmbUnits, int lcbUnits, int rank, List<Integer> fmbHidden, List<Integer> attentionHidden)
            implements Serializable {
        public Layer {
            Constraints.requirePositive("wukong.fmbUnits", fmbUnits);
            Constraints.requirePositive("wukong.lcbUnits", lcbUnits);
            Constraints.requirePositive("wukong.rank", rank);
            fmbHidden = Constraints.widths("wukong.fmbHidden", fmbHidden);
            attentionHidden = Constraints.widths("wukong.attentionHidden", attentionHidden);
        }
    }

    /**
     * How many units a field has. Fields are {@code user}, {@code item} and the features; a field that is not named has
     * one unit.
     *
     * @param units by field, how many units it has: an important field has several, and rows as wide
     * @param shared fields that share one unit: their narrow rows lie behind one another and are projected to it
     * @param sharedWidth width of those rows
     */
    public record Fields(Map<String, Integer> units, List<String> shared, int sharedWidth) implements Serializable {
        /** One unit a field. */
        public static final Fields ALIKE = new Fields(Map.of(), List.of(), 1);

        public Fields {
            units = Collections.unmodifiableMap(new TreeMap<>(units));
            shared = Constraints.names("wukong.shared", shared);
            units.forEach((field, count) -> Constraints.requirePositive("wukong.units." + field, count));
            Constraints.requirePositive("wukong.sharedWidth", sharedWidth);
            for (String field : shared) {
                Constraints.require(!units.containsKey(field), "'" + field + "' has units of its own and shares one");
            }
        }
    }

    /**
     * What the MLP makes of all dense features together, if there are any.
     *
     * @param units how many units
     * @param hidden hidden widths of the MLP
     */
    public record Dense(int units, List<Integer> hidden) implements Serializable {
        /** One unit, from one hidden layer. */
        public static final Dense ONE_UNIT = new Dense(1, List.of(16));

        public Dense {
            Constraints.requirePositive("wukong.denseUnits", units);
            hidden = Constraints.widths("wukong.denseHidden", hidden);
        }
    }

    public WukongSizes {
        Constraints.requirePositive("wukong.unitWidth", unitWidth);
        Constraints.requirePositive("wukong.layers", layers.size());
        layers = List.copyOf(layers);
        headHidden = Constraints.widths("wukong.headHidden", headHidden);
    }

    /** The same layer {@code layers} times, one unit a field, and one of all dense features. */
    public WukongSizes(
            int unitWidth,
            int layers,
            int fmbUnits,
            int lcbUnits,
            int rank,
            List<Integer> fmbHidden,
            List<Integer> headHidden,
            boolean stopGradient) {
        this(
                unitWidth,
                Collections.nCopies(layers, new Layer(fmbUnits, lcbUnits, rank, fmbHidden, List.of())),
                Fields.ALIKE,
                Dense.ONE_UNIT,
                headHidden,
                stopGradient);
    }
}
