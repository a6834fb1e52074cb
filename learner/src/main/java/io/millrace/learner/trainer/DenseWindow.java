package io.millrace.learner.trainer;

import io.millrace.model.Gradients;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.row.Table;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The gradients of the dense tensors since they were last pushed, gathered over several steps. Each step's embedding rows
 * were pushed at once, so what is here is all that is missing of their examples: it belongs into every checkpoint.
 */
final class DenseWindow {
    private static final int VERSION = 1;

    private final List<Table> tables;
    private final Map<String, float[]> sums = new HashMap<>();
    private final int capacity;
    private final LongArrayList examples = new LongArrayList();
    private long eventTime = Long.MIN_VALUE;

    /**
     * @param tables the model's layout
     * @param capacity steps after which it is full
     */
    DenseWindow(List<Table> tables, int capacity) {
        this.tables = tables.stream()
                .filter(table -> table.kind() == Table.Kind.DENSE)
                .collect(Collectors.toUnmodifiableList());
        this.capacity = capacity;
        for (Table table : this.tables) {
            sums.put(table.name(), new float[table.blocks() * table.width()]);
        }
    }

    boolean isEmpty() {
        return examples.isEmpty();
    }

    boolean isFull() {
        return examples.size() >= capacity;
    }

    /** The ids of its steps' examples. */
    long[] examples() {
        return examples.toLongArray();
    }

    /** The latest event time of its steps, milliseconds. */
    long eventTime() {
        return eventTime;
    }

    /** Adds those of an example's step. */
    void add(Gradients gradients, long example, long stepTime) {
        for (Table table : tables) {
            add(gradients.dense(table.id()), sums.get(table.name()));
        }
        examples.add(example);
        eventTime = Math.max(eventTime, stepTime);
    }

    private static void add(float[] values, float[] sum) {
        Kernels.BEST.add(values, 0, sum, 0, sum.length);
    }

    /** Hands over the mean over the steps, block by block, and starts afresh. */
    void take(Gradients.Visitor blocks) {
        for (Table table : tables) {
            float[] mean = sums.get(table.name());
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= examples.size();
            }
            for (int block = 0; block < table.blocks(); block++) {
                blocks.visit(table.id(), block, mean, block * table.width());
            }
            Arrays.fill(mean, 0);
        }
        examples.clear();
        eventTime = Long.MIN_VALUE;
    }

    /** What {@link #merge} takes: a version, the examples, their latest event time, the sums by the tables' names. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            out.writeInt(examples.size());
            for (long example : examples) {
                out.writeLong(example);
            }
            out.writeLong(eventTime);
            for (Table table : tables) {
                out.writeUTF(table.name());
                float[] sum = sums.get(table.name());
                out.writeInt(sum.length);
                for (float value : sum) {
                    out.writeFloat(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Adds what a window has encoded. Of tensors that are not in this layout, or of another size, the server keeps no
     * rows, or refuses: theirs are left out.
     *
     * @throws IllegalArgumentException if it is of an unknown version
     */
    void merge(byte[] encoded) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
        try {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "dense gradients of encoding " + version + "; this build reads " + VERSION);
            }
            for (int left = in.readInt(); left > 0; left--) {
                examples.add(in.readLong());
            }
            eventTime = Math.max(eventTime, in.readLong());
            while (in.available() > 0) {
                float[] sum = sums.get(in.readUTF());
                float[] values = new float[in.readInt()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = in.readFloat();
                }
                if (sum != null && sum.length == values.length) {
                    add(values, sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("dense gradients are cut off", e);
        }
    }
}
