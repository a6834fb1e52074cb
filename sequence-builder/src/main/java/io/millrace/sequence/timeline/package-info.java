/** One user's events in the order of event time: the piece that plays all others. */
package io.millrace.sequence.timeline;
