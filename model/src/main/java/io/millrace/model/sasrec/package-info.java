/**
 * SASRec, what HSTU is compared with (Kang and McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018, arXiv
 * 1808.09781).
 *
 * <p>Symbols: H, tokens of the history; m, candidates behind it; L = H + m, rows; D, model width; h, heads; dqk and dv,
 * widths of a query or key and of a value of one head.
 */
package io.millrace.model.sasrec;
