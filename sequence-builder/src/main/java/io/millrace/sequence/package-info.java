/** From events to training examples; this package holds what the whole module shares: its configuration. */
package io.millrace.sequence;
