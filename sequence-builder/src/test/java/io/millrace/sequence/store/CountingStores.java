package io.millrace.sequence.store;

import java.util.List;
import java.util.function.BiConsumer;

/** Counts the bytes of values that go through it into a store. */
public final class CountingStores {
    private long written;

    /** Bytes since the start. */
    public long written() {
        return written;
    }

    public UserStore over(UserStore store) {
        return new UserStore(
                new CountingCell(store.header()),
                new CountingLogs(store.openPage()),
                new CountingCell(store.directory()),
                new CountingShelf(store.pages()),
                new CountingShelf(store.exposures()),
                new CountingCell(store.facts()),
                new CountingLogs(store.seen()),
                new CountingAgenda(store.agenda()));
    }

    private byte[] count(byte[] value) {
        written += value.length;
        return value;
    }

    private final class CountingCell implements Cell {
        private final Cell cell;

        CountingCell(Cell cell) {
            this.cell = cell;
        }

        @Override
        public byte[] get() {
            return cell.get();
        }

        @Override
        public void set(byte[] value) {
            cell.set(count(value));
        }

        @Override
        public void clear() {
            cell.clear();
        }
    }

    private final class CountingShelf implements Shelf {
        private final Shelf shelf;

        CountingShelf(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public byte[] get(long key) {
            return shelf.get(key);
        }

        @Override
        public void put(long key, byte[] value) {
            shelf.put(key, count(value));
        }

        @Override
        public void remove(long key) {
            shelf.remove(key);
        }

        @Override
        public void removeAll(BiConsumer<Long, byte[]> witness) {
            shelf.removeAll(witness);
        }
    }

    private final class CountingLogs implements Logs {
        private final Logs logs;

        CountingLogs(Logs logs) {
            this.logs = logs;
        }

        @Override
        public List<byte[]> get(long number) {
            return logs.get(number);
        }

        @Override
        public void add(long number, List<byte[]> entries) {
            entries.forEach(CountingStores.this::count);
            logs.add(number, entries);
        }

        @Override
        public void remove(long number) {
            logs.remove(number);
        }
    }

    private final class CountingAgenda implements Agenda {
        private final Agenda agenda;

        CountingAgenda(Agenda agenda) {
            this.agenda = agenda;
        }

        @Override
        public void add(long time, byte[] task) {
            agenda.add(time, count(task));
        }

        @Override
        public void wake(long time) {
            agenda.wake(time);
        }

        @Override
        public List<byte[]> take(long time) {
            return agenda.take(time);
        }
    }
}
