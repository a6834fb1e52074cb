/** The trainer's decisions: what a step reads, how it learns, what it sends back, and how it is judged beforehand. */
package io.millrace.learner.trainer;
