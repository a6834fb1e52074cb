package io.millrace.model.input;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.List;

/** Tokens in the making: a {@link TokenSequence} that grows, and remembers where each interaction's item stands. */
final class TokenList {
    private final ByteArrayList kinds = new ByteArrayList();
    private final IntArrayList offsets = new IntArrayList(new int[] {0});
    private final LongArrayList ids = new LongArrayList();
    private final LongArrayList seconds = new LongArrayList();
    private final int[] itemTokens;

    TokenList(int interactions) {
        this.itemTokens = new int[interactions];
    }

    void addItem(int index, Interaction interaction) {
        itemTokens[index] = kinds.size();
        ids.add(interaction.getItem());
        add(TokenSequence.ITEM, interaction.getTime());
    }

    void addActions(Interaction interaction) {
        List<Long> actions = interaction.getActions();
        if (actions.isEmpty()) {
            ids.add(TokenSequence.NOTHING);
        } else {
            ids.addAll(actions);
        }
        add(TokenSequence.ACTION, interaction.getActionTime());
    }

    void addAuxiliary(AuxiliaryChange change) {
        ids.add(change.getId());
        add(TokenSequence.AUXILIARY, change.getTime());
    }

    /** Closes a token whose ids have been added. */
    private void add(byte kind, long milliseconds) {
        kinds.add(kind);
        offsets.add(ids.size());
        seconds.add(Math.floorDiv(milliseconds, 1000L));
    }

    int itemToken(int interaction) {
        return itemTokens[interaction];
    }

    /** The first of the last {@code longest} tokens, or a later one: behind an action whose item would be cut off. */
    int startOfLast(int longest) {
        int start = Math.max(0, kinds.size() - longest);
        for (int token = start; token < kinds.size(); token++) {
            if (kinds.getByte(token) == TokenSequence.ITEM) {
                return start;
            }
            if (kinds.getByte(token) == TokenSequence.ACTION) {
                return token + 1;
            }
        }
        return start;
    }

    /** The tokens from {@code start} on. */
    TokenSequence sequence(int start, long[] statics) {
        int firstId = offsets.getInt(start);
        int length = kinds.size() - start;
        int[] idOffsets = new int[length + 1];
        for (int i = 0; i <= length; i++) {
            idOffsets[i] = offsets.getInt(start + i) - firstId;
        }
        return new TokenSequence(
                kinds.subList(start, kinds.size()).toByteArray(),
                idOffsets,
                ids.subList(firstId, ids.size()).toLongArray(),
                seconds.subList(start, seconds.size()).toLongArray(),
                statics);
    }
}
