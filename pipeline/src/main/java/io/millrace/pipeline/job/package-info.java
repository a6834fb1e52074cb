/** The jobs: which streams exist and how they are joined. */
package io.millrace.pipeline.job;
