/** What the decisions need of a keyed state backend, so that they run without one. */
package io.millrace.sequence.store;
