/** What is minimised, on logits and vectors alone. */
package io.millrace.model.loss;
