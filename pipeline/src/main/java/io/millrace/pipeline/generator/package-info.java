/**
 * A made-up world of users and items that drifts, in which the probability of every click and conversion is known: what
 * the best possible predictor would say.
 *
 * <p>Symbols: u user, i item, c(i) its category, t time, d width of the latent vectors, σ the logistic function.
 */
package io.millrace.pipeline.generator;
