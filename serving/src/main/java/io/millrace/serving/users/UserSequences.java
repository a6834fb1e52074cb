package io.millrace.serving.users;

import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import it.unimi.dsi.fastutil.longs.Long2ObjectLinkedOpenHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The newest sequence of each user, encoded, as many as a number of bytes holds: those that were told of or asked for
 * longest ago are forgotten first. Thread-safe.
 *
 * <p>Of two examples of a user the one with the later request time counts, of equal ones that with more interactions, else
 * that which came last: doubles and old ones change nothing. An example that nothing is learnt from says nothing of the
 * user: the sequence builder cuts it to the one interaction that is judged.
 *
 * <p>An erasure removes the user; examples that know of anything as old as what was erased, or that were cut before it took
 * effect, are refused from then on, whichever of the two topics is read first. The last {@value #MOST_MARKS} erased users
 * are remembered.
 */
public final class UserSequences {
    static final int MOST_MARKS = 1_000_000;

    /** About what the map, the entry and the array's header take. */
    static final int OVERHEAD = 96;

    private record Entry(long requestTime, int interactions, byte[] encoded) {
        boolean countsBefore(Entry other) {
            return requestTime > other.requestTime
                    || requestTime == other.requestTime && interactions > other.interactions;
        }

        long bytes() {
            return encoded.length + (long) OVERHEAD;
        }
    }

    /**
     * What of a user is refused, milliseconds.
     *
     * @param entries interactions and slow changes up to this time
     * @param requests examples cut up to this time, at least {@code entries}: a late erasure's is later
     */
    private record Erasure(long entries, long requests) {
        static Erasure of(Erased erased) {
            return new Erasure(erased.getEventTime(), Math.max(erased.getEventTime(), erased.getEffectiveTime()));
        }

        Erasure and(Erasure other) {
            return new Erasure(Math.max(entries, other.entries), Math.max(requests, other.requests));
        }

        boolean refuses(TrainingExample example) {
            return example.getRequestTime() <= requests || oldest(example) <= entries;
        }
    }

    private final long capacity;
    private final ThreadLocal<SingleObjectCodec<TrainingExample>> codecs =
            ThreadLocal.withInitial(() -> new SingleObjectCodec<>(TrainingExample.class));
    private final Long2ObjectLinkedOpenHashMap<Entry> users = new Long2ObjectLinkedOpenHashMap<>();
    private final Long2ObjectLinkedOpenHashMap<Erasure> erasures = new Long2ObjectLinkedOpenHashMap<>();
    private long bytes;
    private long forgotten;

    /** @param capacity bytes */
    public UserSequences(long capacity) {
        this.capacity = capacity;
    }

    /** Takes the user's slice of the history; what is to be learnt from it is left out. */
    public void put(TrainingExample example) {
        if (!isLearntFrom(example)) {
            return;
        }
        TrainingExample slice =
                TrainingExample.newBuilder(example).setSupervision(List.of()).build();
        Entry entry = new Entry(
                example.getRequestTime(),
                example.getInteractions().size(),
                codecs.get().encode(slice));
        long user = example.getUser();
        synchronized (this) {
            Entry known = users.get(user);
            boolean old = known != null && known.countsBefore(entry);
            Erasure erasure = erasures.get(user);
            if (!old && (erasure == null || !erasure.refuses(example))) {
                remove(user);
                users.putAndMoveToLast(user, entry);
                bytes += entry.bytes();
                forgetOldest();
            }
        }
    }

    /** Removes the user, and refuses what was before from now on. */
    public synchronized void erase(Erased erased) {
        long user = erased.getUser();
        remove(user);
        Erasure erasure = Erasure.of(erased);
        Erasure known = erasures.get(user);
        erasures.putAndMoveToLast(user, known == null ? erasure : known.and(erasure));
        if (erasures.size() > MOST_MARKS) {
            erasures.removeFirst();
        }
    }

    /** What is known of the user; empty if nothing is, or no longer. */
    public Optional<UserSequence> get(long user) {
        Entry entry;
        synchronized (this) {
            entry = users.getAndMoveToLast(user);
        }
        return Optional.ofNullable(entry).map(this::decode);
    }

    /** How many interactions the user's sequence has; 0 if none is known. Not as if it were asked for. */
    public synchronized int interactions(long user) {
        Entry entry = users.get(user);
        return entry == null ? 0 : entry.interactions;
    }

    /** How many users are held. */
    public synchronized int size() {
        return users.size();
    }

    /** How many bytes they take, about. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many users were forgotten to make room. */
    public synchronized long forgotten() {
        return forgotten;
    }

    private UserSequence decode(Entry entry) {
        try {
            TrainingExample slice = codecs.get().decode(entry.encoded);
            return new UserSequence(slice.getStatics(), slice.getInteractions(), slice.getAuxiliary());
        } catch (UndecodableException e) {
            throw new IllegalStateException("what was encoded here cannot be decoded", e);
        }
    }

    private static boolean isLearntFrom(TrainingExample example) {
        return example.getSupervision().stream().anyMatch(label -> label.getWeight() != 0);
    }

    /** Time of the oldest that the example knows of. */
    private static long oldest(TrainingExample example) {
        long oldest = example.getRequestTime();
        if (!example.getInteractions().isEmpty()) {
            oldest = Math.min(oldest, example.getInteractions().get(0).getTime());
        }
        if (!example.getAuxiliary().isEmpty()) {
            oldest = Math.min(oldest, example.getAuxiliary().get(0).getTime());
        }
        return oldest;
    }

    private void remove(long user) {
        Entry removed = users.remove(user);
        if (removed != null) {
            bytes -= removed.bytes();
        }
    }

    private void forgetOldest() {
        while (bytes > capacity) {
            bytes -= users.removeFirst().bytes();
            forgotten++;
        }
    }
}
