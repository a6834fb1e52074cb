package io.millrace.serving.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A file of named tensors as <a href="https://github.com/huggingface/safetensors#format">safetensors</a> has it: the length
 * of the header, 8 bytes; the header, JSON; and the tensors' elements, little-endian, one tensor behind the other in row
 * order. Elements are asked for only when they are written, so that the file may be larger than memory.
 */
final class Safetensors {
    /** What an element is. */
    enum Type {
        F32(Float.BYTES),
        I64(Long.BYTES);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Writes all elements of a tensor, in order. */
    @FunctionalInterface
    interface Elements {
        void write(Sink sink) throws IOException;
    }

    private record Tensor(String name, Type type, long[] shape, Elements elements) {
        long bytes() {
            return Arrays.stream(shape).reduce(type.bytes, Math::multiplyExact);
        }
    }

    private static final int ALIGNMENT = 8;
    private static final int BUFFER = 1 << 16;

    private final Map<String, String> metadata;
    private final List<Tensor> tensors = new ArrayList<>();

    /** @param metadata what the header says beside the tensors */
    Safetensors(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    /** Adds a tensor behind those that are there. */
    void add(String name, Type type, long[] shape, Elements elements) {
        tensors.add(new Tensor(name, type, shape, elements));
    }

    /**
     * Writes the file. It is there when it is whole, in place of one that had its name.
     *
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if a tensor has other elements than its shape says
     */
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        // Not by createTempFile, whose files nobody else may read.
        Path unfinished = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".unfinished");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW), BUFFER)) {
                write(out);
            }
            move(unfinished, target);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void move(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void write(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (Tensor tensor : tensors) {
            Sink sink = new Sink(out);
            tensor.elements().write(sink);
            if (sink.written() != tensor.bytes()) {
                throw new IllegalStateException(
                        "tensor " + tensor.name() + " has " + sink.written() + " bytes, not " + tensor.bytes());
            }
        }
    }

    /** Padded with blanks, so that the elements begin where any of them may lie. */
    private byte[] header() throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        ObjectNode texts = header.putObject("__metadata__");
        metadata.forEach(texts::put);
        long at = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor.type().name());
            Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(at).add(at + tensor.bytes());
            at += tensor.bytes();
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Takes the elements of one tensor. */
    static final class Sink {
        private final OutputStream out;
        private long written;

        private Sink(OutputStream out) {
            this.out = out;
        }

        private long written() {
            return written;
        }

        /** Appends {@code count} floats of {@code values}, from the first. */
        void floats(float[] values, int count) throws IOException {
            ByteBuffer bytes = buffer(count, Float.BYTES);
            bytes.asFloatBuffer().put(values, 0, count);
            append(bytes);
        }

        void longs(long... values) throws IOException {
            ByteBuffer bytes = buffer(values.length, Long.BYTES);
            bytes.asLongBuffer().put(values);
            append(bytes);
        }

        private static ByteBuffer buffer(int elements, int bytes) {
            return ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        }

        private void append(ByteBuffer bytes) throws IOException {
            out.write(bytes.array());
            written += bytes.capacity();
        }
    }
}
