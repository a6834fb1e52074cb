package io.millrace.learner.evaluate;

import io.millrace.learner.trainer.Judgement;
import io.millrace.schemas.Evaluation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Progressive evaluation (MATH §7): every judgement counts once in a tumbling window of event time, {@code [start, start +
 * window)}, and once in the lifetime measures of its task.
 *
 * <p>A judgement belongs to the window in which its label matured; one whose window is closed already, because the
 * example waited for its companions, counts in the oldest window still open.
 */
public final class ProgressiveEvaluation {
    /** Without the watermark: the first encoding. */
    private static final int WITHOUT_WATERMARK = 1;

    private static final int ENCODING = 2;

    private final long window;
    private final Map<String, TaskScore> lifetime = new TreeMap<>();
    private final TreeMap<Long, Map<String, TaskScore>> windows = new TreeMap<>();
    private long watermark = Long.MIN_VALUE;

    /** @param window length of a window, milliseconds */
    public ProgressiveEvaluation(long window) {
        if (window < 1) {
            throw new IllegalArgumentException("an evaluation window lasts at least 1 ms, not " + window);
        }
        this.window = window;
    }

    /** Takes one judgement; without a finite prediction there is nothing to measure. */
    public void add(Judgement judgement) {
        if (!judgement.isFinite()) {
            return;
        }
        lifetime.computeIfAbsent(judgement.task(), TaskScore::new).add(judgement);
        long counted = watermark == Long.MIN_VALUE ? judgement.matured() : Math.max(judgement.matured(), watermark);
        windows.computeIfAbsent(Math.floorDiv(counted, window) * window, start -> new TreeMap<>())
                .computeIfAbsent(judgement.task(), TaskScore::new)
                .add(judgement);
    }

    /**
     * Closes every window that ends at or before the watermark and returns its evaluations, oldest first. After the last
     * watermark, {@link Long#MAX_VALUE}, what follows in a job that goes on from here counts from the last window's end.
     */
    public List<Evaluation> advance(long newWatermark) {
        long end = watermark;
        watermark = Math.max(watermark, newWatermark);
        List<Evaluation> closed = new ArrayList<>();
        while (!windows.isEmpty() && windows.firstKey() <= watermark - window) {
            long start = windows.firstKey();
            end = Math.max(end, start + window);
            for (TaskScore score : windows.pollFirstEntry().getValue().values()) {
                closed.add(score.over(start, start + window));
            }
        }
        if (watermark == Long.MAX_VALUE) {
            watermark = end;
        }
        return closed;
    }

    /** The measures of every task since birth. */
    public List<Evaluation> lifetime() {
        return lifetime.values().stream().map(TaskScore::lifetime).toList();
    }

    /** Everything known, versioned. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(ENCODING);
            out.writeLong(watermark);
            out.writeInt(lifetime.size());
            for (TaskScore score : lifetime.values()) {
                score.write(out);
            }
            out.writeInt(windows.size());
            for (Map.Entry<Long, Map<String, TaskScore>> open : windows.entrySet()) {
                out.writeLong(open.getKey());
                out.writeInt(open.getValue().size());
                for (TaskScore score : open.getValue().values()) {
                    score.write(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Restores what {@link #toBytes()} wrote. */
    public void restore(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int encoding = in.readByte();
            if (encoding == ENCODING) {
                watermark = in.readLong();
            } else if (encoding != WITHOUT_WATERMARK) {
                throw new IllegalStateException("unknown encoding " + encoding + " of an evaluation");
            }
            readScores(in, lifetime);
            for (int open = in.readInt(); open > 0; open--) {
                readScores(in, windows.computeIfAbsent(in.readLong(), start -> new TreeMap<>()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readScores(DataInputStream in, Map<String, TaskScore> into) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            TaskScore score = TaskScore.read(in);
            into.put(score.task(), score);
        }
    }
}
