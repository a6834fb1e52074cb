package io.millrace.serving.index;

/**
 * One item and how well it fits.
 *
 * @param item row id in the item table
 * @param score cosine of query and item, in [-1, 1]
 */
public record ScoredItem(long item, float score) {}
