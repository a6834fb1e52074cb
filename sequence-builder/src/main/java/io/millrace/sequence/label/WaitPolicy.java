package io.millrace.sequence.label;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
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
    private final long clickWindow;
    private final long attributionWindow;

    /** A task with its action types hashed; its place in the list is its bit in the exposure. */
    private record Question(int task, String name, Basis basis, LongSet answers) {}

    public WaitPolicy(Labels labels) {
        for (Task task : labels.tasks()) {
            questions.add(new Question(questions.size(), task.name(), task.basis(), hashes(task.actions())));
        }
        this.clickWindow = labels.clickWindow().toMillis();
        this.attributionWindow = labels.attributionWindow().toMillis();
    }

    public static LongSet hashes(Set<String> names) {
        LongSet hashes = new LongOpenHashSet();
        names.forEach(name -> hashes.add(Ids.of(name)));
        return hashes;
    }

    /** What is learnt from an exposure for one task, and when: at the moment {@code matured}. */
    private record Outcome(float label, long matured, long arrival) {
        boolean isSameAs(Outcome other) {
            return other != null && label == other.label && matured == other.matured;
        }
    }

    /** Gives the labels that are known at {@code now}; returns which tasks' are out, a bit each. */
    public int settle(Attributed attributed, long now, Consumer<Mark> marks) {
        Exposure exposure = attributed.exposure();
        int settled = exposure.settled();
        for (Question question : questions) {
            Outcome outcome = exposure.isSettled(question.task) ? null : outcome(question, attributed);
            if (outcome != null && outcome.matured <= now) {
                marks.accept(
                        new Mark(exposure.key(), question.name, outcome.label, 1, outcome.matured, outcome.arrival));
                settled |= 1 << question.task;
            }
        }
        return settled;
    }

    /**
     * The tasks whose label was given, but is not what it should be.
     *
     * @param then the exposure as it was when they were given
     * @param now the exposure as it turned out to be
     * @param wrong takes the place of the task, its name, and whether its label itself is wrong, not only its time
     */
    public void compare(Attributed then, Attributed now, Correction wrong) {
        for (Question question : questions) {
            if (!then.exposure().isSettled(question.task)) {
                continue;
            }
            Outcome given = outcome(question, then);
            Outcome right = outcome(question, now);
            if (given != null && !given.isSameAs(right)) {
                wrong.take(question.task, question.name, right == null || right.label != given.label);
            }
        }
    }

    /** Takes a label that should be another. */
    public interface Correction {
        void take(int task, String name, boolean otherLabel);
    }

    /** The first moment after {@code now} at which a label is known, {@link Long#MAX_VALUE} if none comes any more. */
    public long nextLabel(Attributed attributed, long now) {
        long next = Long.MAX_VALUE;
        for (Question question : questions) {
            Outcome outcome = attributed.exposure().isSettled(question.task) ? null : outcome(question, attributed);
            if (outcome != null && outcome.matured > now) {
                next = Math.min(next, outcome.matured);
            }
        }
        return next;
    }

    /** The first moment at which nothing that comes in order can belong any more to what happened at {@code time}. */
    public long ends(long time) {
        return time + attributionWindow + 1;
    }

    /** What an action that is not kept any more leaves behind on the exposure that it answered. */
    public Exposure answered(Exposure exposure, ItemAction action) {
        Exposure result = exposure;
        for (Question question : questions) {
            if (question.basis == Basis.CLICK && question.answers.contains(action.type())) {
                result = result.answer(question.task, action.arrival());
            }
        }
        return result;
    }

    /** How long after an interaction a label on it may still come, milliseconds. */
    public long longest() {
        boolean afterClick = questions.stream().anyMatch(question -> question.basis == Basis.CLICK);
        return afterClick ? 2 * attributionWindow : clickWindow;
    }

    /** Null if the exposure is not asked. */
    private Outcome outcome(Question question, Attributed attributed) {
        return question.basis == Basis.IMPRESSION ? ofImpression(question, attributed) : ofClick(question, attributed);
    }

    private Outcome ofImpression(Question question, Attributed attributed) {
        Exposure exposure = attributed.exposure();
        if (exposure.implied()) {
            return null;
        }
        for (ItemAction action : attributed.joined()) {
            if (question.answers.contains(action.type()) && action.time() - exposure.time() <= clickWindow) {
                return new Outcome(1, action.time(), Math.max(exposure.arrival(), action.arrival()));
            }
        }
        return new Outcome(0, exposure.time() + clickWindow + 1, exposure.arrival());
    }

    private Outcome ofClick(Question question, Attributed attributed) {
        Exposure exposure = attributed.exposure();
        if (!exposure.clicks().any()) {
            return null;
        }
        boolean answered = exposure.isAnswered(question.task);
        long arrival = exposure.arrival();
        for (ItemAction action : attributed.answers()) {
            if (question.answers.contains(action.type())) {
                answered = true;
                arrival = Math.max(arrival, action.arrival());
            }
        }
        return new Outcome(answered ? 1 : 0, ends(exposure.clicks().first()), arrival);
    }
}
