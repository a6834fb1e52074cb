/** Measurements that stand beside the code, so that a loop that lost its speed is seen. */
package io.millrace.benchmarks;
