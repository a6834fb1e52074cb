/** What travels between trainers and server shards, and how it finds its way. */
package io.millrace.learner.exchange;
