package io.millrace.sequence.flink;

import io.millrace.sequence.store.Agenda;
import io.millrace.sequence.store.Cell;
import io.millrace.sequence.store.Logs;
import io.millrace.sequence.store.Shelf;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/** The store of the user who is the backend's current key, in Flink's keyed state. */
final class KeyedUserStore {
    private final KeyedStateBackend<?> backend;

    private KeyedUserStore(KeyedStateBackend<?> backend) {
        this.backend = backend;
    }

    static UserStore create(KeyedStateBackend<?> backend, LongConsumer alarm) {
        KeyedUserStore store = new KeyedUserStore(backend);
        return new UserStore(
                store.cell("header"),
                store.logs("open-page"),
                store.cell("directory"),
                store.shelf("pages"),
                store.shelf("exposures"),
                store.cell("facts"),
                store.logs("seen-ids"),
                new KeyedAgenda(store.logs("tasks"), alarm));
    }

    private Cell cell(String name) {
        ValueStateDescriptor<byte[]> descriptor =
                new ValueStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
        ValueState<byte[]> state = StateAccess.read(() ->
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor));
        return new KeyedCell(state);
    }

    private Shelf shelf(String name) {
        MapStateDescriptor<Long, byte[]> descriptor =
                new MapStateDescriptor<>(name, LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
        MapState<Long, byte[]> state = StateAccess.read(() ->
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor));
        return new KeyedShelf(state);
    }

    private Logs logs(String name) {
        ListStateDescriptor<byte[]> descriptor = new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
        return new KeyedLogs(number ->
                StateAccess.read(() -> backend.getPartitionedState(number, LongSerializer.INSTANCE, descriptor)));
    }

    private record KeyedCell(ValueState<byte[]> state) implements Cell {
        @Override
        public byte[] get() {
            return StateAccess.read(state::value);
        }

        @Override
        public void set(byte[] value) {
            StateAccess.write(() -> state.update(value));
        }

        @Override
        public void clear() {
            state.clear();
        }
    }

    private record KeyedShelf(MapState<Long, byte[]> state) implements Shelf {
        @Override
        public byte[] get(long key) {
            return StateAccess.read(() -> state.get(key));
        }

        @Override
        public void put(long key, byte[] value) {
            StateAccess.write(() -> state.put(key, value));
        }

        @Override
        public void remove(long key) {
            StateAccess.write(() -> state.remove(key));
        }

        @Override
        public void removeAll(BiConsumer<Long, byte[]> witness) {
            StateAccess.read(state::entries).forEach(entry -> witness.accept(entry.getKey(), entry.getValue()));
            state.clear();
        }
    }

    /** The number is the namespace: appending is a merge in RocksDB and reads nothing. */
    private record KeyedLogs(LongFunction<ListState<byte[]>> at) implements Logs {
        @Override
        public List<byte[]> get(long number) {
            List<byte[]> entries = new ArrayList<>();
            Iterable<byte[]> stored = StateAccess.read(() -> at.apply(number).get());
            if (stored != null) {
                stored.forEach(entries::add);
            }
            return entries;
        }

        @Override
        public void add(long number, List<byte[]> entries) {
            StateAccess.write(() -> at.apply(number).addAll(entries));
        }

        @Override
        public void remove(long number) {
            at.apply(number).clear();
        }
    }

    /** Every moment asked for has an event-time timer of the user. */
    private record KeyedAgenda(Logs tasks, LongConsumer alarm) implements Agenda {
        @Override
        public void add(long time, byte[] task) {
            tasks.add(time, List.of(task));
        }

        @Override
        public void wake(long time) {
            alarm.accept(time);
        }

        @Override
        public List<byte[]> take(long time) {
            List<byte[]> taken = tasks.get(time);
            if (!taken.isEmpty()) {
                tasks.remove(time);
            }
            return taken;
        }
    }
}
