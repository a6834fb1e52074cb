/** Compact binary forms of what is kept and shipped, written and read by hand. */
package io.millrace.sequence.encoding;
