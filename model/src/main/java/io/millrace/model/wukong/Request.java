package io.millrace.model.wukong;

/**
 * One item to be ranked at one moment.
 *
 * @param item row id of the item
 * @param output row of HSTU's output y that stands for the item
 * @param history number of tokens before the item
 * @param features hashed feature values in the configured order, 0 where absent
 * @param dense numbers in the configured order, NaN where absent; not read where no dense features are configured
 */
public record Request(long item, int output, int history, long[] features, float[] dense) {}
