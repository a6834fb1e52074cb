package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import java.util.Arrays;

/**
 * What a user rated, oldest first, and how it is cut into what is learnt from and what is asked.
 *
 * @param user as the data names them
 * @param items places
 * @param seconds when, as long; all 0 where times are not used
 */
record UserHistory(int user, int[] items, long[] seconds) {
    /** The most items of which a next one is asked, and the most that are learnt from as inputs. */
    static final int LONGEST = 200;

    /** The most items of a training sequence: as many inputs, and what follows the last. */
    static final int LONGEST_TRAINED = LONGEST + 1;

    /** The fewest items: two to learn from, and two to be left out. */
    static final int FEWEST = 4;

    /**
     * What a model is asked: which item followed.
     *
     * @param kept the items before it, oldest first, {@value #LONGEST} at most
     * @param target the item that followed
     * @param seconds when it did
     */
    record Question(TokenSequence kept, int target, long seconds) {}

    /** The newest {@value #LONGEST_TRAINED} items but for the last {@code leftOut}. */
    TokenSequence training(int leftOut) {
        int end = items.length - leftOut;
        return tokens(Math.max(0, end - LONGEST_TRAINED), end);
    }

    /** The item that is {@code fromLast}th from last, 1 for the last, and those before it. */
    Question question(int fromLast) {
        int target = items.length - fromLast;
        return new Question(tokens(Math.max(0, target - LONGEST), target), items[target], seconds[target]);
    }

    private TokenSequence tokens(int from, int to) {
        return NextItemTrainer.tokens(Arrays.copyOfRange(items, from, to), Arrays.copyOfRange(seconds, from, to));
    }
}
