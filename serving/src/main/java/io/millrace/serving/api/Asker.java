package io.millrace.serving.api;

import io.millrace.model.input.TokenSequence;
import it.unimi.dsi.fastutil.longs.LongSet;

/**
 * Who asks, and when.
 *
 * @param tokens of the history, as the model takes them
 * @param user row id of the user; 0 for somebody without a name
 * @param interactions how many the history is made of
 * @param seen items in it
 * @param requestSeconds seconds since the epoch, not before the last token
 */
record Asker(TokenSequence tokens, long user, int interactions, LongSet seen, long requestSeconds) {}
