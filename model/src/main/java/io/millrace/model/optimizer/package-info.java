/** How rows learn from gradients. */
package io.millrace.model.optimizer;
