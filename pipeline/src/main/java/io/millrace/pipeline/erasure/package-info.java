/** Requests to erase users, as they are sent to the events topic. */
package io.millrace.pipeline.erasure;
