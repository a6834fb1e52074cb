/**
 * Wukong, the interaction model (Zhang et al., "Wukong: Towards a Scaling Law for Large-Scale Recommendation", ICML 2024,
 * arXiv 2403.02545).
 *
 * <p>Symbols: B, requests that pass together; u, units; d, width of a unit; k, columns of Y; nF and nL, units that the
 * factorisation block and the linear compression block put out. The units of one request lie behind one another in one
 * row of u·d floats.
 */
package io.millrace.model.wukong;
