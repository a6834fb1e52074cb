/** Exact nearest items over packed, normalised vectors. Symbols: D model width, k answers. */
package io.millrace.serving.index;
