/**
 * What stands in Wukong's place, and what it is compared with: models of the interactions between the units of one request.
 *
 * <p>Symbols: B, requests that pass together; u, units; d, width of a unit; x, the units of one request behind one another,
 * u·d floats.
 */
package io.millrace.model.interaction;
