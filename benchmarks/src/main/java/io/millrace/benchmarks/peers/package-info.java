/**
 * Millrace beside its peers: both train on the same workload, in the same run, in turns. The peers are Python programs in
 * {@code benchmarks/peers}. And what Millrace's time is made of, by length.
 *
 * <p>A pass is one training epoch over a workload; a round is one pass of every side.
 */
package io.millrace.benchmarks.peers;
