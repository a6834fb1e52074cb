package io.millrace.sequence.label;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Actions;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.join.Exposure;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The policy {@code wait} (MATH §6): every label is exact, and as late as that takes.
 *
 * <p>Windows contain both of their ends, so they close one millisecond after:
 *
 * <ul>
 *   <li>a task on impressions is 1 at the first action that answers it, at most the click window after the impression; 0
 *       when that window closes. Implied exposures are not asked: nobody saw what was not clicked.
 *   <li>a task on clicks is known when the attribution window after the first click closes: 1 if an action answered it.
 * </ul>
 */
public final class WaitPolicy {
    private final List<Question> questions = new ArrayList<>();
    private final LongSet clicks;
    private final long clickWindow;
    private final long attributionWindow;

    /** A task with its action types hashed; its place in the list is its bit in the exposure. */
    private record Question(int task, String name, Basis basis, LongSet answers) {}

    public WaitPolicy(Labels labels, Actions actions) {
        for (Task task : labels.tasks()) {
            questions.add(new Question(questions.size(), task.name(), task.basis(), hashes(task.actions())));
        }
        this.clicks = hashes(actions.clicks());
        this.clickWindow = labels.clickWindow().toMillis();
        this.attributionWindow = labels.attributionWindow().toMillis();
    }

    public static LongSet hashes(Set<String> names) {
        LongSet hashes = new LongOpenHashSet();
        names.forEach(name -> hashes.add(Ids.of(name)));
        return hashes;
    }

    public boolean isClick(long type) {
        return clicks.contains(type);
    }

    /** What an action makes of the exposure it is joined to. */
    public Exposure joined(Exposure exposure, long type, long time, long arrival, Consumer<Mark> marks) {
        Exposure result = clicks.contains(type) ? exposure.clicked(time, arrival) : exposure;
        for (Question question : questions) {
            if (asks(question, result)
                    && question.basis == Basis.IMPRESSION
                    && question.answers.contains(type)
                    && time - result.time() <= clickWindow) {
                long newest = Math.max(result.arrival(), arrival);
                marks.accept(new Mark(result.key(), question.name, 1, 1, time, newest));
                result = result.settle(question.task);
            }
        }
        return clicks.contains(type) ? converted(result, type, arrival) : result;
    }

    /** What an action makes of the exposure whose click it answers. A click answers none but its own. */
    public Exposure converted(Exposure exposure, long type, long arrival) {
        Exposure result = exposure;
        for (Question question : questions) {
            if (asks(question, result) && question.basis == Basis.CLICK && question.answers.contains(type)) {
                result = result.answer(question.task, arrival);
            }
        }
        return result;
    }

    /** Gives the labels of the windows that are closed at {@code now}. */
    public Exposure settle(Exposure exposure, long now, Consumer<Mark> marks) {
        Exposure result = exposure;
        for (Question question : questions) {
            if (asks(question, result) && closes(question, result) <= now) {
                float label = result.isAnswered(question.task) ? 1 : 0;
                marks.accept(
                        new Mark(result.key(), question.name, label, 1, closes(question, result), result.arrival()));
                result = result.settle(question.task);
            }
        }
        return result;
    }

    /** The first moment after {@code now} at which to look at the exposure again. */
    public long nextLook(Exposure exposure, long now) {
        long next = ends(exposure);
        for (Question question : questions) {
            if (asks(question, exposure) && closes(question, exposure) > now) {
                next = Math.min(next, closes(question, exposure));
            }
        }
        return next;
    }

    /** The first moment at which no action can belong to the exposure any more, and all its labels are out. */
    public long ends(Exposure exposure) {
        long start = Math.max(exposure.time(), exposure.clicks().first());
        return start + attributionWindow + 1;
    }

    /** How long after an interaction a label on it may still come, milliseconds. */
    public long longest() {
        boolean afterClick = questions.stream().anyMatch(question -> question.basis == Basis.CLICK);
        return afterClick ? 2 * attributionWindow : clickWindow;
    }

    private static boolean asks(Question question, Exposure exposure) {
        boolean applies = question.basis == Basis.CLICK ? exposure.clicks().any() : !exposure.implied();
        return applies && !exposure.isSettled(question.task);
    }

    private long closes(Question question, Exposure exposure) {
        return question.basis == Basis.IMPRESSION
                ? exposure.time() + clickWindow + 1
                : exposure.clicks().first() + attributionWindow + 1;
    }
}
