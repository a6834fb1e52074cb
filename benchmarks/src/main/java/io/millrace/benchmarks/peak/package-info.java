/** What the machine could do at best. */
package io.millrace.benchmarks.peak;
