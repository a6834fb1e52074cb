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
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
import io.millrace.sequence.label.Mark;
import io.millrace.sequence.store.UserStore;
import it.unimi.dsi.fastutil.longs.LongRBTreeSet;
import it.unimi.dsi.fastutil.longs.LongSortedSet;
import it.unimi.dsi.fastutil.longs.LongSortedSets;
import java.util.ArrayList;
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
    private final SequenceConfig config;
    private final UserStore store;
    private final Counts counts;
    private final Consumer<TrainingExample> examples;
    private final EventEffects effects;
    private final ErasureEffects erasures;
    private final SliceBuilder slices;
    private final ExampleAssembler assembler;
    private final Alarm idle;
    private final Alarm forget;

    /**
     * @param counts takes the counts from {@link Count#KEPT} on
     * @param examples takes what is to be learnt
     * @param removals takes what became of erasures
     */
    public UserTimeline(
            SequenceConfig config,
            UserStore store,
            Counts counts,
            Consumer<TrainingExample> examples,
            Consumer<Removal> removals) {
        this.config = config;
        this.store = store;
        this.counts = counts;
        this.examples = examples;
        UserHistory history = new UserHistory(store, config.retention());
        this.effects = new EventEffects(config, store, history, counts);
        this.erasures = new ErasureEffects(store, history, counts, removals);
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
            takeEffect(event.user(), LongSortedSets.EMPTY_SET, List.of(event), event.time(), watermark);
        }
    }

    /** Does what is due for {@code user} at {@code time}. */
    public void onTime(long user, long time) {
        LongSortedSet looks = new LongRBTreeSet();
        List<AcceptedEvent> events = new ArrayList<>();
        for (byte[] bytes : store.agenda().take(time)) {
            Task task = Task.decode(bytes);
            if (task instanceof Task.Look look) {
                looks.add(look.item());
            } else if (task instanceof Task.Release release) {
                events.add(release.event());
            }
        }
        events.sort(AcceptedEvent.ORDER);
        counts.add(Count.BUFFERED, -events.size());
        takeEffect(user, looks, events, time, time - 1);
        if (forget.ringsAt(time)) {
            store.seen().removeIf((id, seen) -> forget.after(new BinaryReader(seen).readVarLong()) <= time);
        }
    }

    /**
     * @param passed the last moment that has passed for all users
     */
    private void takeEffect(long user, LongSortedSet looks, List<AcceptedEvent> events, long now, long passed) {
        byte[] stored = store.header().get();
        if (stored == null && events.isEmpty()) {
            return;
        }
        // Born in the past, a user who was forgotten since would take up the numbers of its examples again.
        Header header = stored == null ? Header.bornAt(Math.max(now, passed + 1)) : Header.decode(stored);
        long idleAlarm = idle.after(header.lastEvent);
        long deadline = deadline(header);
        looks.forEach(item -> effects.look(header, item, now));
        emitIfDue(user, header, now);
        for (AcceptedEvent event : events) {
            take(header, event, passed >= now);
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

    private void take(Header header, AcceptedEvent event, boolean isLate) {
        if (erasures.isErased(header, event)) {
            counts.add(Count.ERASED_LATE, 1);
            return;
        }
        if (event.payload() instanceof Erasure) {
            erasures.apply(header, event);
        } else if (!isLate || header.newest == null) {
            effects.apply(header, event);
        } else if (!effects.applyLate(header, event)) {
            counts.add(Count.DUPLICATES, 1);
            return;
        }
        counts.add(Count.KEPT, 1);
        counts.add(Count.LATE, isLate ? 1 : 0);
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
