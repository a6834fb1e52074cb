/** Which part of the history an example carries. */
package io.millrace.sequence.emit;
