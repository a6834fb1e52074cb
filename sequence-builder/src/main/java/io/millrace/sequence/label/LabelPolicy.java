package io.millrace.sequence.label;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.join.LabelsOut;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which labels an exposure has, and when each is known (MATH §6): a function of the exposure and of what belongs to it.
 *
 * <p>Windows contain both of their ends, so they close one millisecond after. With t the exposure, C the click window, c
 * the first click, A the attribution window, w the short window of the task (0 for fnw), p = c + w + 1 and t' the first
 * conversion, c ≤ t' ≤ c + A:
 *
 * <ul>
 *   <li>a task on impressions: 1 at the first action that answers it, at most t + C; 0 at t + C + 1. Implied exposures are
 *       not asked: nobody saw what was not clicked.
 *   <li>a task on clicks that waits: at c + A + 1, whether there is a t'.
 *   <li>one that does not wait: 0 at p unless t' < p; 1 at max(p, t'); both are learnt from, and no prediction is judged by
 *       them. At c + A + 1, whether there is a t', which is only judged by.
 *   <li>es-dfm besides, at c + A + 1: delayed, whether t' ≥ p; and unless t' < p, real-negative, whether there is no t'.
 * </ul>
 */
public final class LabelPolicy {
    private final List<Question> questions = new ArrayList<>();
    private final long clickWindow;
    private final long attributionWindow;

    /** A task with its action types hashed; its place in the list is its bit in the exposure. */
    private record Question(int task, String name, Basis basis, LongSet answers, LateConversions late) {
        /** p, for an exposure first clicked at {@code click}. */
        long early(long click) {
            return click + late.shortWindow().toMillis() + 1;
        }
    }

    /** The first action that answers a question, if one does, and when the newest one that does arrived. */
    private record Answer(boolean any, boolean prompt, long time, long arrival, long newestArrival) {}

    public LabelPolicy(Labels labels) {
        for (Task task : labels.tasks()) {
            questions.add(
                    new Question(questions.size(), task.name(), task.basis(), hashes(task.actions()), task.late()));
        }
        this.clickWindow = labels.clickWindow().toMillis();
        this.attributionWindow = labels.attributionWindow().toMillis();
    }

    public static LongSet hashes(Set<String> names) {
        LongSet hashes = new LongOpenHashSet();
        names.forEach(name -> hashes.add(Ids.of(name)));
        return hashes;
    }

    /** Gives the labels that are known at {@code now}; returns which are out. */
    public LabelsOut settle(Attributed attributed, long now, Consumer<Mark> marks) {
        LabelsOut out = attributed.exposure().out();
        for (Question question : questions) {
            for (Mark label : labels(question, attributed)) {
                if (label.matured() <= now && !out.has(label.kind().ordinal(), question.task)) {
                    marks.accept(label);
                    out = out.with(label.kind().ordinal(), question.task);
                }
            }
        }
        return out;
    }

    /**
     * The labels that were given, but are not what they should be.
     *
     * @param then the exposure as it was when they were given
     * @param now the exposure as it turned out to be, or the one whose part it turned out to be
     * @param wrong takes each, with the place of its task
     */
    public void compare(Attributed then, Attributed now, Correction wrong) {
        for (Question question : questions) {
            List<Mark> right = labels(question, now);
            for (Mark given : labels(question, then)) {
                if (then.exposure().out().has(given.kind().ordinal(), question.task)) {
                    Mark better = right.stream()
                            .filter(label -> label.kind() == given.kind())
                            .findFirst()
                            .orElse(null);
                    boolean isRight = better != null && better.label() == given.label();
                    if (!isRight
                            || better.matured() != given.matured()
                            || !better.entry().equals(given.entry())) {
                        wrong.take(question.task, given, !isRight);
                    }
                }
            }
        }
    }

    /** Takes a label that should be another, or only known at another time, or of another exposure. */
    public interface Correction {
        void take(int task, Mark given, boolean otherLabel);
    }

    /** The first moment after {@code now} at which a label is known, {@link Long#MAX_VALUE} if none comes any more. */
    public long nextLabel(Attributed attributed, long now) {
        LabelsOut out = attributed.exposure().out();
        long next = Long.MAX_VALUE;
        for (Question question : questions) {
            for (Mark label : labels(question, attributed)) {
                if (label.matured() > now && !out.has(label.kind().ordinal(), question.task)) {
                    next = Math.min(next, label.matured());
                }
            }
        }
        return next;
    }

    /** The first moment at which nothing that comes in order can belong any more to what happened at {@code time}. */
    public long ends(long time) {
        return time + attributionWindow + 1;
    }

    /** What an action that is not kept any more leaves behind on the exposure that it belonged to. */
    public Exposure joined(Exposure exposure, ItemAction action) {
        Exposure result = exposure;
        for (Question question : questions) {
            if (question.basis == Basis.IMPRESSION && answersImpression(question, exposure, action)) {
                result = result.answer(question.task, true, action.arrival());
            }
        }
        return result;
    }

    private boolean answersImpression(Question question, Exposure exposure, ItemAction action) {
        return question.answers.contains(action.type()) && action.time() - exposure.time() <= clickWindow;
    }

    /**
     * What an action that is not kept any more leaves behind on the exposure whose tasks after a click it answered.
     *
     * @param click the first on the exposure
     */
    public Exposure answered(Exposure exposure, long click, ItemAction action) {
        Exposure result = exposure;
        for (Question question : questions) {
            if (question.basis == Basis.CLICK && question.answers.contains(action.type())) {
                result = result.answer(question.task, action.time() < question.early(click), action.arrival());
            }
        }
        return result;
    }

    /** How long after an interaction a label on it may still come, milliseconds. */
    public long longest() {
        boolean afterClick = questions.stream().anyMatch(question -> question.basis == Basis.CLICK);
        return afterClick ? 2 * attributionWindow : clickWindow;
    }

    /** None if the exposure is not asked. */
    private List<Mark> labels(Question question, Attributed attributed) {
        if (question.basis == Basis.IMPRESSION) {
            return attributed.exposure().implied() ? List.of() : List.of(ofImpression(question, attributed));
        }
        return attributed.exposure().clicks().any() ? ofClick(question, attributed) : List.of();
    }

    private Mark ofImpression(Question question, Attributed attributed) {
        Exposure exposure = attributed.exposure();
        if (exposure.folded().ever(question.task)) {
            // When exactly is forgotten with the action.
            long time = exposure.time();
            return new Mark(exposure.key(), question.name, LabelKind.FINAL, 1, 1, time, exposure.arrival());
        }
        for (ItemAction action : attributed.joined()) {
            if (answersImpression(question, exposure, action)) {
                long arrival = Math.max(exposure.arrival(), action.arrival());
                return new Mark(exposure.key(), question.name, LabelKind.FINAL, 1, 1, action.time(), arrival);
            }
        }
        long closed = exposure.time() + clickWindow + 1;
        return new Mark(exposure.key(), question.name, LabelKind.FINAL, 0, 1, closed, exposure.arrival());
    }

    private List<Mark> ofClick(Question question, Attributed attributed) {
        Exposure exposure = attributed.exposure();
        EntryKey entry = exposure.key();
        Answer answer = answer(question, attributed);
        boolean waits = question.late.kind() == LateConversions.Kind.WAIT;
        long end = ends(exposure.clicks().first());
        long arrival = answer.newestArrival;
        Mark last = new Mark(entry, question.name, LabelKind.FINAL, answer.any ? 1 : 0, waits ? 1 : 0, end, arrival);
        if (waits) {
            return List.of(last);
        }
        List<Mark> labels = new ArrayList<>();
        long early = question.early(exposure.clicks().first());
        if (!answer.prompt) {
            labels.add(new Mark(entry, question.name, LabelKind.NEGATIVE, 0, 1, early, exposure.arrival()));
        }
        if (answer.any) {
            long known = Math.max(early, answer.time);
            labels.add(new Mark(entry, question.name, LabelKind.POSITIVE, 1, 1, known, answer.arrival));
        }
        labels.add(last);
        if (question.late.kind() == LateConversions.Kind.ES_DFM) {
            boolean delayed = answer.any && !answer.prompt;
            String task = question.name + Task.DELAYED;
            labels.add(new Mark(entry, task, LabelKind.DELAYED, delayed ? 1 : 0, 1, end, arrival));
            if (!answer.prompt) {
                task = question.name + Task.REAL_NEGATIVE;
                labels.add(new Mark(entry, task, LabelKind.REAL_NEGATIVE, answer.any ? 0 : 1, 1, end, arrival));
            }
        }
        return labels;
    }

    private static Answer answer(Question question, Attributed attributed) {
        Exposure exposure = attributed.exposure();
        long early = question.early(exposure.clicks().first());
        boolean any = exposure.folded().ever(question.task);
        boolean prompt = exposure.folded().promptly(question.task);
        // When exactly is forgotten with the action.
        long time = early;
        long arrival = exposure.arrival();
        long newestArrival = exposure.arrival();
        for (ItemAction action : attributed.answers()) {
            if (question.answers.contains(action.type())) {
                newestArrival = Math.max(newestArrival, action.arrival());
                if (!any) {
                    any = true;
                    prompt = action.time() < early;
                    time = action.time();
                    arrival = newestArrival;
                }
            }
        }
        return new Answer(any, prompt, time, arrival, newestArrival);
    }
}
