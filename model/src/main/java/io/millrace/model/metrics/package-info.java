/**
 * Measures of predictions that were made before their labels were learnt: streaming, mergeable, of bounded size. {@link
 * io.millrace.model.metrics.ExactAuc} alone wants all predictions at hand.
 */
package io.millrace.model.metrics;
