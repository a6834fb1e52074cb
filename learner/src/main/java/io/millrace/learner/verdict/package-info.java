/** Whether a version may be used: what the newest labels say of the model, and what people ordered. */
package io.millrace.learner.verdict;
