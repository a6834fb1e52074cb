/** What can be measured of a server, for Prometheus. */
package io.millrace.serving.metrics;
