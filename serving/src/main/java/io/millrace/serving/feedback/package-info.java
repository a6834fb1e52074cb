/** The way back: what users did with what they were given, to the events topic. */
package io.millrace.serving.feedback;
