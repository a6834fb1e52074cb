package io.millrace.learner.flink;

import io.millrace.learner.trainer.ItemVocabulary;
import io.millrace.learner.trainer.VocabularyRows;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * A trainer's {@link ItemVocabulary} in its operator's state.
 *
 * <p>Every trainer restores what items all of them knew and how often each was a positive, since it may be given other
 * users than before. The rows, which are larger and only judged by, are split among them: at the same parallelism each has
 * its own again, at another one those that it lacks come with its next pulls.
 */
final class VocabularyState {
    private final ListState<long[]> items;
    private final ListState<byte[]> rows;

    VocabularyState(OperatorStateStore store) throws Exception {
        items = store.getUnionListState(
                new ListStateDescriptor<>("vocabulary", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        rows = store.getListState(
                new ListStateDescriptor<>("vocabulary-rows", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /**
     * Fills a vocabulary that is empty. Savepoints from before rows were in them have none.
     *
     * @param rowsGoOn whether the model's items still have the rows that they had; otherwise they are pulled anew
     */
    void restore(ItemVocabulary vocabulary, boolean rowsGoOn) throws Exception {
        for (long[] idsAndCounts : items.get()) {
            for (int i = 0; i < idsAndCounts.length; i += 2) {
                long id = idsAndCounts[i];
                int known = vocabulary.indexOf(id);
                long knownCount = known < 0 ? 0 : vocabulary.popularity().count(known);
                vocabulary.add(id, Math.max(0, idsAndCounts[i + 1] - knownCount));
            }
        }
        if (rowsGoOn) {
            for (byte[] part : rows.get()) {
                VocabularyRows.restore(part, vocabulary);
            }
        }
    }

    void snapshot(ItemVocabulary vocabulary) throws Exception {
        long[] idsAndCounts = new long[2 * vocabulary.size()];
        for (int i = 0; i < vocabulary.size(); i++) {
            idsAndCounts[2 * i] = vocabulary.id(i);
            idsAndCounts[2 * i + 1] = vocabulary.popularity().count(i);
        }
        items.update(List.of(idsAndCounts));
        rows.update(VocabularyRows.encode(vocabulary));
    }
}
