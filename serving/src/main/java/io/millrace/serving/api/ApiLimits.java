package io.millrace.serving.api;

/**
 * How much one request may ask.
 *
 * @param candidates most candidates to rank
 * @param best most items to recommend
 * @param history most interactions, and most slow changes, of a sequence in the request; most items to leave out
 * @param name longest id, action type or name, in UTF-16 units
 * @param value longest value of a feature or an attribute, in UTF-16 units
 * @param features most features of one candidate or event
 */
public record ApiLimits(int candidates, int best, int history, int name, int value, int features) {
    public static ApiLimits defaults() {
        return new ApiLimits(5_000, 1_000, 1_000, 256, 1_024, 128);
    }
}
