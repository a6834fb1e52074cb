package io.millrace.sequence.emit;

import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.Slice;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.label.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the parts of a history that a set of marks needs. A slice ends at an entry with a mark, so nothing in it is later
 * than what is learnt last. A mark on an earlier entry joins the slice if at least half of the longest slice, or all there
 * is, precedes its entry there and the static facts were the same then, since a slice shows those of its end; otherwise it
 * gets a slice of its own.
 *
 * <p>A mark that is not learnt from, only judged by, needs no context: it joins any slice that its entry is in. Where there
 * is none, its slice is the entry alone, which is all that judging reads.
 */
public final class SliceBuilder {
    private final int most;

    /**
     * @param most longest slice
     */
    public SliceBuilder(int most) {
        this.most = most;
    }

    /**
     * Cuts slices for all {@code marks}, the oldest slice first.
     *
     * @param history of the user
     * @param facts about the user
     * @param lost takes the marks whose entry is not kept any more
     */
    public List<Cut> cut(List<Mark> marks, UserHistory history, UserFacts facts, Consumer<Mark> lost) {
        List<Mark> left = new ArrayList<>(marks);
        left.sort(Mark.ORDER);
        List<Cut> cuts = new ArrayList<>();
        while (!left.isEmpty()) {
            Mark last = lastToLearn(left);
            Slice slice = history.endingAt(last.entry(), last.isLearnt() ? most : 1);
            List<Mark> taken = new ArrayList<>();
            List<Mark> others = new ArrayList<>();
            for (Mark mark : left) {
                boolean fits = slice == null ? mark.entry().equals(last.entry()) : fits(mark, slice, facts);
                (fits ? taken : others).add(mark);
            }
            left = others;
            if (slice == null) {
                taken.forEach(lost);
            } else {
                cuts.add(new Cut(slice, taken));
            }
        }
        cuts.sort(Comparator.comparing(cut -> cut.slice().last().key()));
        return cuts;
    }

    /** The last that is learnt from, or if there is none the last. */
    private static Mark lastToLearn(List<Mark> marks) {
        int last = marks.size() - 1;
        while (last > 0 && !marks.get(last).isLearnt()) {
            last--;
        }
        return marks.get(last).isLearnt() ? marks.get(last) : marks.get(marks.size() - 1);
    }

    private boolean fits(Mark mark, Slice slice, UserFacts facts) {
        int index = slice.indexOf(mark.entry());
        if (!mark.isLearnt()) {
            return index >= 0;
        }
        boolean hasContext = index >= 0 && (slice.fromStart() || index >= most / 2);
        return hasContext
                && facts.statics(mark.entry().time())
                        .equals(facts.statics(slice.last().time()));
    }
}
