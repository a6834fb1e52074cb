/**
 * HSTU, the sequence model (Zhai et al., "Actions Speak Louder than Words", ICML 2024, arXiv 2402.17152).
 *
 * <p>Symbols: H, tokens of the history; m, candidates behind it; L = H + m, rows; D, model width; h, heads; dqk and dv,
 * widths of a query or key and of a value of one head; N, the longest sequence and constant normaliser.
 */
package io.millrace.model.hstu;
