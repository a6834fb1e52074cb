/**
 * Sends a source's events to a topic at the speed at which they happened, or faster. The topic itself remembers how far a
 * replay has come: nothing is missing and nothing doubled when it goes on after a crash.
 */
package io.millrace.pipeline.replay;
