/** The main job, stopped with savepoints and started from them. */
package io.millrace.pipeline.savepoint;
