package io.millrace.model.wukong;

import io.millrace.model.input.TokenSequence;

/** Which item was last acted on in a certain way, as of every place in a history. */
final class LastActed {
    private static final int NONE = -1;

    private final TokenSequence tokens;
    private final int[] itemTokens;

    /** @param action row id of the action type */
    LastActed(TokenSequence tokens, long action) {
        this.tokens = tokens;
        this.itemTokens = new int[tokens.length() + 1];
        int item = NONE;
        int acted = NONE;
        itemTokens[0] = NONE;
        for (int token = 0; token < tokens.length(); token++) {
            byte kind = tokens.kinds()[token];
            if (kind == TokenSequence.ITEM) {
                item = token;
            } else if (kind == TokenSequence.ACTION && holds(tokens, token, action)) {
                acted = item;
            }
            itemTokens[token + 1] = acted;
        }
    }

    private static boolean holds(TokenSequence tokens, int token, long action) {
        for (int i = tokens.idOffsets()[token]; i < tokens.idOffsets()[token + 1]; i++) {
            if (tokens.ids()[i] == action) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything was acted on among the first {@code history} tokens. */
    boolean isKnown(int history) {
        return itemTokens[history] != NONE;
    }

    /** Row id of the item last acted on among the first {@code history} tokens. */
    long item(int history) {
        return tokens.item(itemTokens[history]);
    }
}
