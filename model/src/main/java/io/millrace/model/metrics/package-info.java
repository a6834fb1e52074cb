/** Measures of predictions that were made before their labels were learnt: streaming, mergeable, of bounded size. */
package io.millrace.model.metrics;
