/** Experiments on public data: what the models learn, beside what has been published of them. */
package io.millrace.pipeline.experiment;
