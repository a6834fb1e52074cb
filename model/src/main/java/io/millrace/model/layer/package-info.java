/**
 * Small layers with parameters, made of kernels. Each keeps what its last forward pass leaves to its backward pass; a
 * backward pass adds to gradients.
 *
 * <p>Symbols: B, rows that pass together.
 */
package io.millrace.model.layer;
