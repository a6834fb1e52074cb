/** One complete, verified version of the model, immutable and ready to score with. */
package io.millrace.serving.version;
