/** How a version leaves: cut at the barrier, held until its checkpoint is complete, closed by its manifest. */
package io.millrace.learner.publish;
