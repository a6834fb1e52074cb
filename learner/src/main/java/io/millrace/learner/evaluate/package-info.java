/** Predict, record, learn: measures per task, window and lifetime. */
package io.millrace.learner.evaluate;
