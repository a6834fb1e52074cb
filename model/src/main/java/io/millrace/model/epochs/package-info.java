/**
 * Training over data that fits in memory, epoch by epoch, with the same layers and losses as in the stream: for the
 * published tables, and to measure the model by itself.
 */
package io.millrace.model.epochs;
