package io.millrace.sequence.timeline;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.emit.Cut;
import io.millrace.sequence.emit.ExampleAssembler;
import io.millrace.sequence.emit.SliceBuilder;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
import io.millrace.sequence.store.UserStore;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Plays the events of every user in the order of event time, whatever order they come in.
 *
 * <p>An event waits until the watermark has reached its time. At each moment, in this order: windows that have closed give
 * their labels and, if it is the user's turn, labels become examples; then the events of that moment take effect ({@link
 * AcceptedEvent#ORDER}), and as soon as {@code k} have, the labels that are known become examples too. What comes out is
 * therefore a function of the user's events alone, not of when watermarks come, as long as no event is late. An event is
 * late if the watermark has reached its time before it; it takes effect at once.
 *
 * <p>Relies on being called in ascending order for every moment of an event and every time asked of the agenda, once the
 * watermark has reached it; see {@link WaitingEvents}.
 */
public final class UserTimeline {
    private final SequenceConfig config;
    private final Counts counts;
    private final Consumer<TrainingExample> examples;
    private final UserCache users;
    private final Turns turns;
    private final EventEffects effects;
    private final ErasureEffects erasures;
    private final SliceBuilder slices;
    private final ExampleAssembler assembler;
    private final Alarm idle;

    /**
     * @param store speaks of one user at a time
     * @param select makes the store speak of the user with this id
     * @param bounds of what stays in the heap
     * @param counts takes the counts from {@link Count#KEPT} on
     * @param examples takes what is to be learnt
     * @param removals takes what became of erasures
     */
    public UserTimeline(
            SequenceConfig config,
            UserStore store,
            LongConsumer select,
            HeapBounds bounds,
            Counts counts,
            Consumer<TrainingExample> examples,
            Consumer<Removal> removals) {
        this.config = config;
        this.counts = counts;
        this.examples = examples;
        this.users = new UserCache((id, value) -> new User(id, value, store, config), select, store.header(), bounds);
        this.turns = Turns.of(config);
        this.effects = new EventEffects(config, turns, counts);
        this.erasures = new ErasureEffects(counts, removals);
        this.slices = new SliceBuilder(config.slices().interactions());
        this.assembler = new ExampleAssembler(config.slices().auxiliary());
        this.idle = new Alarm(config.retention().idle());
    }

    /** Lets an event take effect when its time has come, of which an alarm will tell. */
    public void defer(AcceptedEvent event) {
        plan(event.user(), event.time(), List.of(new Task.Release(event, false)));
    }

    private void plan(long id, long time, List<Task> tasks) {
        User user = users.get(id);
        user.changed();
        tasks.forEach(task -> user.plans.add(time, task));
        user.wakeBy(time);
        users.fit();
    }

    /** Lets an event take effect that is late. */
    public void onLate(AcceptedEvent event, long watermark) {
        step(event.user(), event.time(), watermark, user -> take(user, new Task.Release(event, false), watermark));
    }

    /** Lets events of a user take effect, all of one moment. */
    public void onEvents(long id, long time, List<AcceptedEvent> events) {
        step(id, time, time - 1, user -> takeAll(user, releases(events), time));
    }

    /**
     * Does what the agenda says for a user.
     *
     * @param events that take effect at that moment, besides those on the agenda
     */
    public void onAlarm(long id, long time, List<AcceptedEvent> events) {
        step(id, time, time - 1, user -> {
            user.awake(time);
            LongArrayList looks = new LongArrayList();
            List<Task.Release> releases = releases(events);
            for (Task task : user.plans.take(time)) {
                if (task instanceof Task.Look look) {
                    looks.addAll(look.items());
                } else if (task instanceof Task.Release release) {
                    releases.add(release);
                }
            }
            looks.unstableSort(null);
            for (int i = 0; i < looks.size(); i++) {
                if (i == 0 || looks.getLong(i) != looks.getLong(i - 1)) {
                    effects.look(user, looks.getLong(i), time);
                }
            }
            if (turns.at(id, time) == time) {
                cut(user, time);
            }
            takeAll(user, releases, time);
        });
    }

    /**
     * Takes over what earlier programs kept in other forms.
     *
     * @param openPage the open page as one value, null if there is none
     * @param seen from when on event ids were remembered, by id
     */
    public void takeOver(long id, byte[] openPage, Map<Long, Long> seen) {
        User user = users.get(id);
        user.changed();
        if (openPage != null) {
            user.history.takeOver(openPage);
        }
        seen.forEach((event, since) -> user.seen.add(event, since));
        user.wakeBy(user.seen.end());
        users.fit();
    }

    /** Takes over what an earlier program's agenda had for a moment. */
    public void takeOver(long id, long time, List<byte[]> tasks) {
        plan(id, time, tasks.stream().map(Task::decode).toList());
    }

    /** What the cache of users does. */
    public CacheStatistics cacheStatistics() {
        return users;
    }

    /** Writes back all that has changed. */
    public void flush() {
        users.flush();
    }

    /**
     * @param passed the last moment that has passed for all users
     */
    private void step(long id, long now, long passed, Consumer<User> deeds) {
        User user = users.get(id);
        user.changed();
        long reached = Math.max(now, passed);
        user.seen.forgetUntil(reached);
        deeds.accept(user);
        if (user.isKnown() && user.header.lastEvent + idle.span() <= now) {
            settle(Count.MARKS_LOST, user.header.marks.size());
            user.forget();
        }
        user.wakeBy(due(user, reached));
        users.fit();
    }

    /**
     * When something is to be done for a user though no event comes. Ids are forgotten whenever it is somebody's turn; for
     * their sake alone, when the last of them can be.
     */
    private long due(User user, long reached) {
        long due = Math.min(user.plans.next(), user.seen.end());
        if (user.isKnown()) {
            due = Math.min(due, idle.after(user.header.lastEvent));
        }
        return user.header.marks.isEmpty() ? due : Math.min(due, turns.after(user.id, reached));
    }

    private static List<Task.Release> releases(List<AcceptedEvent> events) {
        List<Task.Release> releases = new ArrayList<>(events.size());
        events.forEach(event -> releases.add(new Task.Release(event, false)));
        return releases;
    }

    private void takeAll(User user, List<Task.Release> releases, long time) {
        releases.sort(Comparator.comparing(Task.Release::event, AcceptedEvent.ORDER));
        counts.add(Count.BUFFERED, -releases.size());
        releases.forEach(release -> take(user, release, time - 1));
    }

    private void take(User user, Task.Release release, long passed) {
        AcceptedEvent event = release.event();
        if (!release.isFirst() && !remember(user, event.id(), Math.max(event.time(), passed))) {
            counts.add(Count.DUPLICATES, 1);
            return;
        }
        if (erasures.isErased(user, event)) {
            counts.add(Count.ERASED_LATE, 1);
            return;
        }
        if (!user.isKnown()) {
            // Born in the past, a user who was forgotten since would take up the numbers of its examples again.
            user.header.ordinal = Math.max(event.time(), passed + 1);
        }
        boolean isLate = passed >= event.time();
        if (event.payload() instanceof Erasure) {
            erasures.apply(user, event, passed);
        } else if (!isLate || user.history.newest() == null) {
            effects.apply(user, event);
        } else if (!effects.applyLate(user, event)) {
            counts.add(Count.DUPLICATES, 1);
            return;
        }
        counts.add(Count.KEPT, 1);
        counts.add(Count.LATE, isLate ? 1 : 0);
        if (user.header.newEvents >= config.emission().events()) {
            cut(user, event.time());
        }
    }

    /** Returns false if the id is known. */
    private boolean remember(User user, long event, long since) {
        if (user.seen.contains(event)) {
            return false;
        }
        counts.add(Count.IDS_FORGOTTEN, user.seen.add(event, since));
        return true;
    }

    /** Makes examples of the labels that wait. */
    private void cut(User user, long now) {
        Header header = user.header;
        if (header.marks.isEmpty()) {
            return;
        }
        for (Cut cut : slices.cut(header.marks, user.history, user.facts(), mark -> settle(Count.MARKS_LOST, 1))) {
            long cutAt = Math.max(now, header.lastEvent);
            examples.accept(assembler.assemble(user.id, header.ordinal++, cut, user.facts(), cutAt));
            counts.add(Count.EXAMPLES, 1);
            settle(Count.MARKS_EMITTED, cut.marks().size());
        }
        header.marks.clear();
        header.newEvents = 0;
    }

    private void settle(Count fate, int marks) {
        counts.add(fate, marks);
        counts.add(Count.MARKS_PENDING, -marks);
    }
}
