package io.millrace.sequence.timeline;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Slice;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.store.InMemoryUserStore;
import io.millrace.sequence.store.UserStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A timeline in the heap, driven by hand: events, then watermarks. */
public final class TestingTimeline {
    /**
     * The first turn of {@link TestingEvents#USER} after {@link TestingEvents#T0} is two and a half days later: when all
     * windows are closed that opened then.
     */
    public static final Emission AT_THE_END = new Emission(1000, Duration.ofDays(3));

    public final InMemoryUserStore state = new InMemoryUserStore();
    public final List<TrainingExample> examples = new ArrayList<>();
    public final List<Removal> removals = new ArrayList<>();
    private final Counts counts = new Counts(Count.KEPT, Count.EXAMPLES);
    private final WaitingEvents waiting = new WaitingEvents();
    private UserTimeline timeline;
    private final SequenceConfig config;
    private final UserStore store;
    private final long user;
    private long watermark = Long.MIN_VALUE;
    private boolean isWrittenAtOnce = true;

    public TestingTimeline(SequenceConfig config) {
        this(config, TestingEvents.USER);
    }

    public TestingTimeline(SequenceConfig config, long user) {
        this(config, user, store -> store);
    }

    /** @param between stands between the timeline and its store */
    TestingTimeline(SequenceConfig config, long user, UnaryOperator<UserStore> between) {
        this.config = config;
        this.user = user;
        this.store = between.apply(state.store());
        this.timeline = timeline(config);
    }

    private UserTimeline timeline(SequenceConfig config) {
        return new UserTimeline(
                config, store, selected -> {}, HeapBounds.DEFAULTS, counts, examples::add, removals::add);
    }

    public TestingTimeline take(AcceptedEvent... events) {
        for (AcceptedEvent event : events) {
            if (event.time() > watermark) {
                counts.add(Count.BUFFERED, 1);
                waiting.add(event);
            } else {
                timeline.onLate(event, watermark);
                writeAtOnce();
            }
        }
        return this;
    }

    /** Writes nothing before somebody asks for what is stored. */
    TestingTimeline writingLate() {
        isWrittenAtOnce = false;
        return this;
    }

    private void writeAtOnce() {
        if (isWrittenAtOnce) {
            timeline.flush();
        }
    }

    /** What the user takes in the heap, bytes. */
    long heapBytes() {
        return timeline.cacheStatistics().bytes();
    }

    /** Forgets what is in the heap, after writing it back: as a restart does. */
    public TestingTimeline restart(SequenceConfig config) {
        timeline.flush();
        timeline = timeline(config);
        return this;
    }

    /** Moves the watermark to {@code time}. */
    public TestingTimeline advance(long time) {
        watermark = Math.max(watermark, time);
        waiting.playUntil(watermark, this::setOffAlarms, timeline::onEvents);
        setOffAlarms(watermark);
        writeAtOnce();
        return this;
    }

    private void setOffAlarms(long until) {
        for (Long due = state.agenda.nextUntil(until); due != null; due = state.agenda.nextUntil(until)) {
            timeline.onAlarm(user, due, waiting.dueFor(user, due));
        }
    }

    /** Takes the events and moves the watermark past all windows, but not past retention. */
    public TestingTimeline play(AcceptedEvent... events) {
        take(events);
        long last = 0;
        for (AcceptedEvent event : events) {
            last = Math.max(last, event.time());
        }
        return advance(last + 3 * 86_400_000L);
    }

    public long count(Count count) {
        return counts.get(count);
    }

    /** All labels, as "task item@position=label", positions being times since {@link TestingEvents#T0}. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (TrainingExample example : examples) {
            for (Supervision supervision : example.getSupervision()) {
                Interaction entry = example.getInteractions().get(supervision.getInteraction());
                labels.add("%s %s@%d=%d"
                        .formatted(
                                supervision.getTask(), name(entry.getItem()), entry.getTime() - TestingEvents.T0, (int)
                                        supervision.getLabel()));
            }
        }
        return labels;
    }

    /** The entries of an example, as "item@time[actions]". */
    public static List<String> entries(TrainingExample example) {
        return example.getInteractions().stream()
                .map(entry -> told(entry.getItem(), entry.getTime(), entry.getActions()))
                .toList();
    }

    /** The entries of the series as it is now, likewise. */
    public List<String> series() {
        return history().interactions().stream()
                .map(entry -> told(
                        entry.item(),
                        entry.time(),
                        entry.deeds().stream().map(Deed::type).toList()))
                .toList();
    }

    /** The whole history as it is now. */
    Slice history() {
        InMemoryUserStore parts = parts();
        Header header = header(parts);
        return new UserHistory(parts.store(), config.retention(), header.newest, header.openCount, header.hasPages)
                .endingAt(header.newest.key(), Integer.MAX_VALUE);
    }

    /** The user's header as it is now, null for none. */
    Header header() {
        return header(parts());
    }

    private static Header header(InMemoryUserStore parts) {
        byte[] value = parts.header.get();
        return value == null ? null : Header.read(new BinaryReader(value));
    }

    /**
     * What is stored, part by part, as if the user had spilt: the same for the same user, whenever it was written. When the
     * alarm goes off and how many tasks there are is left out: one too many does no harm.
     */
    public InMemoryUserStore parts() {
        timeline.flush();
        InMemoryUserStore parts = state.copy();
        User stored = new User(user, parts.header.get(), parts.store(), config);
        if (!stored.header.isSpilt) {
            stored.spill();
        }
        byte[] value = stored.write();
        parts.header.clear();
        if (value != null) {
            parts.header.set(value);
            Header header = header(parts);
            header.alarms.clear();
            header.tasks = 0;
            BinaryWriter out = new BinaryWriter();
            header.write(out);
            parts.header.set(out.toBytes());
        }
        return parts;
    }

    private static String told(long item, long time, List<Long> actions) {
        List<String> names =
                actions.stream().map(TestingTimeline::name).sorted().toList();
        return "%s@%d%s".formatted(name(item), time - TestingEvents.T0, names);
    }

    private static String name(long id) {
        return NAMES.getOrDefault(id, Long.toHexString(id));
    }

    private static final Map<Long, String> NAMES = names();

    private static Map<Long, String> names() {
        Map<Long, String> names = new HashMap<>();
        for (String name : List.of("click", "like", "convert", "cart", "rate", "dislike")) {
            names.put(Ids.of(name), name);
        }
        for (char item = 'a'; item <= 'z'; item++) {
            names.put(Ids.of(String.valueOf(item)), String.valueOf(item));
        }
        return names;
    }
}
