package io.millrace.sequence.timeline;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.emit.Cut;
import io.millrace.sequence.emit.ExampleAssembler;
import io.millrace.sequence.emit.SliceBuilder;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.label.Mark;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plays the events of one user in the order of event time, whatever order they come in.
 *
 * <p>An event waits until the watermark has reached its time. At each moment, in this order: windows that close give their
 * labels; marks that have waited long enough become examples; the events of that moment take effect ({@link
 * AcceptedEvent#ORDER}). What comes out is therefore a function of the user's events alone, not of when watermarks come,
 * as long as no event is late. An event is late if the watermark has reached its time before it; it takes effect at once.
 *
 * <p>Relies on: the store speaks of the user whose event or time is given, and {@link #onTime} is called in ascending
 * order for every time asked of the agenda, once the watermark has reached it.
 */
public final class UserTimeline {
    private static final Comparator<Task.Look> LOOKS =
            Comparator.comparingLong(Task.Look::item).thenComparingLong(Task.Look::exposure);

    private final SequenceConfig config;
    private final UserStore store;
    private final Counts counts;
    private final Consumer<TrainingExample> examples;
    private final EventEffects effects;
    private final SliceBuilder slices;
    private final ExampleAssembler assembler;
    private final Alarm idle;
    private final Alarm forget;

    /**
     * @param counts takes the counts from {@link Count#KEPT} on
     * @param examples takes what is to be learnt
     */
    public UserTimeline(SequenceConfig config, UserStore store, Counts counts, Consumer<TrainingExample> examples) {
        this.config = config;
        this.store = store;
        this.counts = counts;
        this.examples = examples;
        UserHistory history = new UserHistory(store, config.retention());
        this.effects = new EventEffects(config, store, history, counts);
        this.slices = new SliceBuilder(history, config.slices().interactions());
        this.assembler = new ExampleAssembler(config.slices().auxiliary());
        this.idle = new Alarm(config.retention().idle());
        this.forget = new Alarm(config.retention().deduplication());
    }

    /**
     * Takes in an event of the current user.
     *
     * @param watermark no time at or before it is still to come, except late
     */
    public void onEvent(AcceptedEvent event, long watermark) {
        if (store.seen().get(event.id()) != null) {
            counts.add(Count.DUPLICATES, 1);
            return;
        }
        long since = Math.max(event.time(), watermark);
        store.seen().put(event.id(), new BinaryWriter().writeVarLong(since).toBytes());
        store.agenda().wake(forget.after(since));
        if (event.time() > watermark) {
            counts.add(Count.BUFFERED, 1);
            store.agenda().add(event.time(), Task.encode(new Task.Release(event)));
        } else {
            counts.add(Count.LATE, 1);
            // What is born now must not take up the numbers of examples of a user who was forgotten since then.
            takeEffect(event.user(), List.of(), List.of(event), event.time(), Math.max(event.time(), watermark + 1));
        }
    }

    /** Does what is due for {@code user} at {@code time}. */
    public void onTime(long user, long time) {
        List<Task.Look> looks = new ArrayList<>();
        List<AcceptedEvent> events = new ArrayList<>();
        for (byte[] bytes : store.agenda().take(time)) {
            Task task = Task.decode(bytes);
            if (task instanceof Task.Look look) {
                looks.add(look);
            } else if (task instanceof Task.Release release) {
                events.add(release.event());
            }
        }
        looks.sort(LOOKS);
        events.sort(AcceptedEvent.ORDER);
        counts.add(Count.BUFFERED, -events.size());
        takeEffect(user, looks, events, time, time);
        if (forget.ringsAt(time)) {
            store.seen().removeIf((id, seen) -> forget.after(new BinaryReader(seen).readVarLong()) <= time);
        }
    }

    /**
     * @param birth where the numbers of the user's examples begin, should these events be the first
     */
    private void takeEffect(long user, List<Task.Look> looks, List<AcceptedEvent> events, long now, long birth) {
        byte[] stored = store.header().get();
        if (stored == null && events.isEmpty()) {
            return;
        }
        Header header = stored == null ? Header.bornAt(birth) : Header.decode(stored);
        long idleAlarm = idle.after(header.lastEvent);
        long deadline = deadline(header);
        looks.forEach(look -> effects.look(header, look, now));
        emitIfDue(user, header, now);
        for (AcceptedEvent event : events) {
            effects.apply(header, event);
            emitIfDue(user, header, now);
        }
        if (header.lastEvent + idle.span() <= now) {
            drop(header);
            return;
        }
        if (idle.after(header.lastEvent) != idleAlarm) {
            store.agenda().wake(idle.after(header.lastEvent));
        }
        if (!header.marks.isEmpty() && deadline(header) != deadline) {
            store.agenda().wake(deadline(header));
        }
        store.header().set(header.encode());
    }

    private void emitIfDue(long user, Header header, long now) {
        boolean enough = header.marks.size() >= config.emission().positions();
        if (header.marks.isEmpty() || !enough && now < deadline(header)) {
            return;
        }
        UserFacts facts = new UserFacts(store.facts().get(), config.retention().attributes());
        for (Cut cut : slices.cut(header.marks, header.newest, facts, mark -> settle(Count.MARKS_LOST, 1))) {
            long cutAt = Math.max(now, header.lastEvent);
            examples.accept(assembler.assemble(user, header.ordinal++, cut, facts, cutAt));
            counts.add(Count.EXAMPLES, 1);
            settle(Count.MARKS_EMITTED, cut.marks().size());
        }
        header.marks.clear();
    }

    /** Until when the oldest mark may wait. */
    private long deadline(Header header) {
        return header.marks.stream().mapToLong(Mark::matured).min().orElse(0)
                + config.emission().within().toMillis();
    }

    private void drop(Header header) {
        settle(Count.MARKS_LOST, header.marks.size());
        store.header().clear();
        store.tail().clear();
        store.directory().clear();
        store.pages().clear();
        store.exposures().clear();
        store.facts().clear();
    }

    private void settle(Count fate, int marks) {
        counts.add(fate, marks);
        counts.add(Count.MARKS_PENDING, -marks);
    }
}
