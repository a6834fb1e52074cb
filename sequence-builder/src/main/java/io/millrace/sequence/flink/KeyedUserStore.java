package io.millrace.sequence.flink;

import io.millrace.sequence.store.Agenda;
import io.millrace.sequence.store.Cell;
import io.millrace.sequence.store.Shelf;
import io.millrace.sequence.store.UserStore;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/** A user's store in Flink's keyed state; the current user is the operator's current key. */
final class KeyedUserStore {
    private KeyedUserStore() {}

    static UserStore create(KeyedStateStore state, Agenda agenda) {
        return new UserStore(
                cell(state, "header"),
                cell(state, "tail"),
                cell(state, "directory"),
                shelf(state, "pages"),
                shelf(state, "exposures"),
                cell(state, "facts"),
                shelf(state, "seen"),
                agenda);
    }

    private static Cell cell(KeyedStateStore state, String name) {
        return new KeyedCell(state.getState(new ValueStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE)));
    }

    private static Shelf shelf(KeyedStateStore state, String name) {
        return new KeyedShelf(state.getMapState(
                new MapStateDescriptor<>(name, LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)));
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
        public void removeIf(BiPredicate<Long, byte[]> condition) {
            Iterator<Map.Entry<Long, byte[]>> entries = StateAccess.read(state::iterator);
            while (entries.hasNext()) {
                Map.Entry<Long, byte[]> entry = entries.next();
                if (condition.test(entry.getKey(), entry.getValue())) {
                    entries.remove();
                }
            }
        }

        @Override
        public void clear() {
            state.clear();
        }
    }
}
