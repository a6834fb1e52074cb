/**
 * Published files of recommendation events, read as their owners publish them and put into the order of time.
 */
package io.millrace.pipeline.dataset;
