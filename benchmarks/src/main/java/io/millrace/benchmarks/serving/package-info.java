/** How many requests a second the serving tier answers, and how soon. */
package io.millrace.benchmarks.serving;
