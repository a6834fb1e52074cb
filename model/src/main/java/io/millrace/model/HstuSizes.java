package io.millrace.model;

import java.io.Serializable;

/**
 * Sizes of HSTU (MATH §2), and of any other encoder.
 *
 * @param width D, the model width
 * @param layers number of layers
 * @param heads h
 * @param qkWidth dqk, width of a query or key of one head
 * @param valueWidth dv, width of a value of one head
 * @param maxTokens N, the longest sequence and the constant normaliser of attention
 * @param dropout probability of dropping an input or an output element while training, 0 for none
 * @param stochasticLength α: how long histories are thinned out in training; 2 for not at all
 */
public record HstuSizes(
        int width,
        int layers,
        int heads,
        int qkWidth,
        int valueWidth,
        int maxTokens,
        float dropout,
        float stochasticLength)
        implements Serializable {
    /** Without thinning histories out. */
    public HstuSizes(int width, int layers, int heads, int qkWidth, int valueWidth, int maxTokens, float dropout) {
        this(width, layers, heads, qkWidth, valueWidth, maxTokens, dropout, 2);
    }

    public HstuSizes {
        Constraints.requirePositive("hstu.width", width);
        Constraints.requirePositive("hstu.layers", layers);
        Constraints.requirePositive("hstu.heads", heads);
        Constraints.requirePositive("hstu.qkWidth", qkWidth);
        Constraints.requirePositive("hstu.valueWidth", valueWidth);
        Constraints.requirePositive("hstu.maxTokens", maxTokens);
        Constraints.require(dropout >= 0 && dropout < 1, "hstu.dropout must be in [0, 1), not " + dropout);
        Constraints.require(
                stochasticLength > 1 && stochasticLength <= 2,
                "hstu.stochasticLength must be in (1, 2], not " + stochasticLength);
    }
}
