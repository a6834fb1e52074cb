/** When a label is known, and what it is. */
package io.millrace.sequence.label;
