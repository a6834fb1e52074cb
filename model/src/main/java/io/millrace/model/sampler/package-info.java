/** Negatives for the retrieval loss: drawn from the admitted vocabulary, with the probabilities they were drawn with. */
package io.millrace.model.sampler;
