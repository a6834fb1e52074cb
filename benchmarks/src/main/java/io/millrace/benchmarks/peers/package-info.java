/**
 * Millrace beside its peers: both train on the same workload, in the same run, in turns. The peers are Python programs in
 * {@code benchmarks/peers}.
 */
package io.millrace.benchmarks.peers;
