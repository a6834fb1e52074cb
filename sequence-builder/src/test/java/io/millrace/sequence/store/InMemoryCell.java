package io.millrace.sequence.store;

/** A cell in the heap. */
public final class InMemoryCell implements Cell {
    private byte[] value;

    @Override
    public byte[] get() {
        return value == null ? null : value.clone();
    }

    @Override
    public void set(byte[] bytes) {
        value = bytes.clone();
    }

    @Override
    public void clear() {
        value = null;
    }

    void copyTo(InMemoryCell other) {
        other.value = value;
    }
}
