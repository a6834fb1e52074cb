/**
 * What every comparison side by side shares: passes in turns, figures over the rounds, what they depend on, and charts.
 *
 * <p>A pass is one contestant's work, done once; a round is one pass of every contestant.
 */
package io.millrace.benchmarks.sidebyside;
