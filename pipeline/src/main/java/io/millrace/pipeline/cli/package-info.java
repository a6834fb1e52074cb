/** The command line: reads options, calls what does the work. */
package io.millrace.pipeline.cli;
