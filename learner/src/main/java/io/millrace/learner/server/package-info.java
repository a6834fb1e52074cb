/**
 * The parameter server's decisions: rows by key group, how they come and go, updates, audit, and the
 * cut of a version. No Flink here beyond
 * the arithmetic of key groups.
 */
package io.millrace.learner.server;
