package io.millrace.learner.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A model log in memory; what is appended is durable when flushed. Thread-safe. */
public final class InMemoryModelLog implements ModelLog {
    private static final Map<String, InMemoryModelLog> NAMED = new ConcurrentHashMap<>();

    /** One record. */
    public record Entry(byte[] key, byte[] value) {}

    private final List<Entry> durable = new ArrayList<>();
    private final List<Entry> appended = new ArrayList<>();
    private int partitions = 1;
    private boolean failing;

    /** The log of this name in this JVM, for operators that are shipped to their task. */
    public static InMemoryModelLog named(String name) {
        return NAMED.computeIfAbsent(name, n -> new InMemoryModelLog());
    }

    public synchronized List<Entry> records() {
        return List.copyOf(durable);
    }

    public synchronized void failNextFlush() {
        failing = true;
    }

    @Override
    public synchronized int partitions() {
        return partitions;
    }

    /** Says that the topic has been given so many. */
    public synchronized void repartition(int now) {
        partitions = now;
    }

    @Override
    public synchronized void append(int keyGroup, byte[] key, byte[] value) {
        appended.add(new Entry(key, value));
    }

    @Override
    public synchronized void appendManifest(byte[] key, byte[] value) {
        appended.add(new Entry(key, value));
    }

    @Override
    public synchronized void flush() throws IOException {
        if (failing) {
            failing = false;
            throw new IOException("flush fails as told");
        }
        durable.addAll(appended);
        appended.clear();
    }

    @Override
    public void close() {}
}
