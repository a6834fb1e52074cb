/** The door: records of the events topic become accepted events or dead letters. */
package io.millrace.sequence.intake;
