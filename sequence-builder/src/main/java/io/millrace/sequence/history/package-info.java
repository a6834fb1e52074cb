/** A user's series of interactions, in pages. */
package io.millrace.sequence.history;
