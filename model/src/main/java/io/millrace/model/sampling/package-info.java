/** From which items the negatives of a retrieval loss are drawn, and how likely each of them was. */
package io.millrace.model.sampling;
