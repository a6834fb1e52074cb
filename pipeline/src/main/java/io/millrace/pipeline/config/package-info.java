/** Options, where they come from, and what they turn into. */
package io.millrace.pipeline.config;
