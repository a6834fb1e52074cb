/**
 * Next-movie retrieval on MovieLens-1M by the protocol of arXiv 2402.17152's public tables: the last movie of every user is
 * left out and ranked among all movies.
 *
 * <p>Items go by places: V movies, numbered 0 to V − 1 in the order of movies.dat.
 */
package io.millrace.pipeline.experiment.ml1m;
