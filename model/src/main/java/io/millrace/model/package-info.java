/**
 * The recommender as a whole: its configuration, the parameters it reads, the gradients it gives, the pass that trains and
 * the passes that serve.
 *
 * <p>Symbols: n, tokens of a history; m, candidates; D, width of HSTU; B, items ranked together.
 */
package io.millrace.model;
