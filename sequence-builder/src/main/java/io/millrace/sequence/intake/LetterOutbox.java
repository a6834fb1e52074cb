package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Dead letters that wait for the checkpoint which covers their records. Only then is it certain that those are not read
 * again, after a restart, and perhaps accepted under other bounds: a letter of a record that was used after all would be an
 * invitation to use it twice.
 *
 * <p>A letter leaves at least once: after a restart those leave again of which it is not known whether they had. When more
 * than {@link #MOST_BYTES} wait, all leave at once, certain or not.
 */
public final class LetterOutbox {
    /** Most bytes that wait. */
    static final long MOST_BYTES = 32 << 20;

    // What a letter takes besides its key and value.
    private static final long OWN_BYTES = 512;

    private final Consumer<DeadLetter> out;
    private final SingleObjectCodec<DeadLetter> codec = new SingleObjectCodec<>(DeadLetter.class);

    // By the checkpoint that covers them; what a restored checkpoint held is covered by any.
    private final TreeMap<Long, List<DeadLetter>> covered = new TreeMap<>();
    private List<DeadLetter> uncovered = new ArrayList<>();
    private long bytes;

    /** @param out where letters leave for */
    public LetterOutbox(Consumer<DeadLetter> out) {
        this.out = out;
    }

    public void add(DeadLetter letter) {
        uncovered.add(letter);
        bytes += size(letter);
        if (bytes > MOST_BYTES) {
            releaseAll();
        }
    }

    /**
     * Takes a checkpoint: it covers all letters so far.
     *
     * @return what it has to keep, a letter each
     */
    public List<byte[]> snapshot(long checkpoint) {
        covered.computeIfAbsent(checkpoint, id -> new ArrayList<>()).addAll(uncovered);
        uncovered = new ArrayList<>();
        return covered.values().stream()
                .flatMap(List::stream)
                .map(codec::encode)
                .toList();
    }

    /** Takes back a letter that a checkpoint kept. */
    public void restore(byte[] kept) {
        try {
            DeadLetter letter = codec.decode(kept);
            covered.computeIfAbsent(Long.MIN_VALUE, id -> new ArrayList<>()).add(letter);
            bytes += size(letter);
        } catch (UndecodableException e) {
            throw new IllegalStateException("a checkpoint keeps a dead letter that this version cannot read", e);
        }
    }

    /** Lets go of what a completed checkpoint covers. */
    public void completed(long checkpoint) {
        var certain = covered.headMap(checkpoint, true);
        certain.values().forEach(this::release);
        certain.clear();
    }

    /** Lets go of everything. */
    public void releaseAll() {
        completed(Long.MAX_VALUE);
        release(uncovered);
        uncovered = new ArrayList<>();
    }

    private void release(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            bytes -= size(letter);
            out.accept(letter);
        }
    }

    private static long size(DeadLetter letter) {
        return OWN_BYTES
                + (letter.getKey() == null ? 0 : letter.getKey().remaining())
                + (letter.getValue() == null ? 0 : letter.getValue().remaining());
    }
}
