/**
 * What every sequence model has: tokens that become vectors, and a memory of a history that only grows.
 *
 * <p>Symbols: H, tokens of the history; m, candidates behind it; D, model width; h, heads; dqk and dv, widths of a query or
 * key and of a value of one head; N, the longest sequence.
 */
package io.millrace.model.sequence;
