/** From candidates to probabilities. */
package io.millrace.serving.rank;
