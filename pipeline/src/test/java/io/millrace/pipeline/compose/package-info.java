/** Checks of {@code docker-compose.yml} that need neither an engine nor a network. */
package io.millrace.pipeline.compose;
