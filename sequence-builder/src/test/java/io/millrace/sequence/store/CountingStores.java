package io.millrace.sequence.store;

import java.util.List;
import java.util.function.BiConsumer;

/** Counts what goes through it into a store, and what is asked of it. */
public final class CountingStores {
    private long written;
    private int reads;
    private int alarms;

    /** Bytes since the start. */
    public long written() {
        return written;
    }

    /** How often something but a header was asked for since the start. */
    public int reads() {
        return reads;
    }

    /** How often an alarm was asked for since the start. */
    public int alarms() {
        return alarms;
    }

    public UserStore over(UserStore store) {
        return new UserStore(
                new CountingCell(store.header(), 0),
                new CountingLogs(store.openPage()),
                new CountingCell(store.directory(), 1),
                new CountingShelf(store.pages()),
                new CountingShelf(store.exposures()),
                new CountingCell(store.facts(), 1),
                new CountingLogs(store.seen()),
                new CountingAgenda(store.agenda()));
    }

    private byte[] count(byte[] value) {
        written += value.length;
        return value;
    }

    private final class CountingCell implements Cell {
        private final Cell cell;
        private final int counted;

        CountingCell(Cell cell, int counted) {
            this.cell = cell;
            this.counted = counted;
        }

        @Override
        public byte[] get() {
            reads += counted;
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
            reads++;
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
            reads++;
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
            reads++;
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
            alarms++;
            agenda.wake(time);
        }

        @Override
        public List<byte[]> take(long time) {
            reads++;
            return agenda.take(time);
        }
    }
}
