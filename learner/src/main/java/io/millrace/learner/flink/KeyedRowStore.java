package io.millrace.learner.flink;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.RowStore;
import io.millrace.model.row.Row;
import io.millrace.model.row.RowCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Rows and ledgers in Flink's keyed state, a key group's under its representative key.
 *
 * <p>Rows are read one by one: {@link MapState} has no read of many keys, and the read of many that RocksDB has is reached
 * only through Flink's asynchronous state, which this backend does not offer. What is saved by reading a key group's rows
 * together is the change of keys between them.
 */
public final class KeyedRowStore implements RowStore {
    private final Routing routing;
    private final IntConsumer setCurrentKey;
    private final MapState<Tuple2<Integer, Long>, byte[]> rows;
    private final ValueState<long[]> ledgers;
    private final ValueState<long[]> bucketIndex;
    private final MapState<Tuple2<Long, Integer>, long[]> buckets;
    private final Tuple2<Integer, Long> scratch = new Tuple2<>();

    public KeyedRowStore(Routing routing, IntConsumer setCurrentKey, KeyedStateStore state) {
        this.routing = routing;
        this.setCurrentKey = setCurrentKey;
        this.rows = state.getMapState(new MapStateDescriptor<>(
                "rows", Types.TUPLE(Types.INT, Types.LONG), PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        this.ledgers = state.getState(
                new ValueStateDescriptor<>("ledger", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        this.bucketIndex = state.getState(
                new ValueStateDescriptor<>("bucket-index", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        this.buckets = state.getMapState(new MapStateDescriptor<>(
                "buckets", Types.TUPLE(Types.LONG, Types.INT), PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public List<Row> read(int keyGroup, List<RowKey> keys) {
        at(keyGroup);
        List<Row> read = new ArrayList<>(keys.size());
        for (RowKey key : keys) {
            try {
                byte[] bytes = rows.get(address(key));
                read.add(bytes == null ? null : RowCodec.decode(bytes));
            } catch (Exception e) {
                throw new FlinkRuntimeException("cannot read row " + key, e);
            }
        }
        return read;
    }

    @Override
    public void write(int keyGroup, RowKey key, Row row) {
        try {
            at(keyGroup).rows.put(Tuple2.of(key.table(), key.row()), RowCodec.encode(row));
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot write row " + key, e);
        }
    }

    @Override
    public void remove(int keyGroup, RowKey key) {
        try {
            at(keyGroup).rows.remove(address(key));
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot remove row " + key, e);
        }
    }

    @Override
    public List<RowKey> keys(int keyGroup) {
        try {
            List<RowKey> keys = new ArrayList<>();
            for (Tuple2<Integer, Long> key : at(keyGroup).rows.keys()) {
                keys.add(new RowKey(key.f0, key.f1));
            }
            return keys;
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot read the rows of key group " + keyGroup, e);
        }
    }

    @Override
    public long[] readBuckets(int keyGroup) {
        return read(keyGroup, bucketIndex);
    }

    @Override
    public void writeBuckets(int keyGroup, long[] index) {
        write(keyGroup, bucketIndex, index);
    }

    @Override
    public void writeBucket(int keyGroup, long end, int chunk, long[] waiting) {
        try {
            at(keyGroup).buckets.put(Tuple2.of(end, chunk), waiting);
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot write the rows that wait in key group " + keyGroup, e);
        }
    }

    @Override
    public long[] takeBucket(int keyGroup, long end, int chunk) {
        try {
            Tuple2<Long, Integer> name = Tuple2.of(end, chunk);
            long[] waiting = at(keyGroup).buckets.get(name);
            buckets.remove(name);
            return waiting;
        } catch (Exception e) {
            throw new FlinkRuntimeException("cannot read the rows that wait in key group " + keyGroup, e);
        }
    }

    @Override
    public Ledger readLedger(int keyGroup) {
        return Ledger.of(read(keyGroup, ledgers));
    }

    @Override
    public void writeLedger(int keyGroup, Ledger ledger) {
        write(keyGroup, ledgers, ledger.toLongs());
    }

    private long[] read(int keyGroup, ValueState<long[]> state) {
        try {
            setCurrentKey.accept(routing.keyOf(keyGroup));
            return state.value();
        } catch (IOException e) {
            throw new FlinkRuntimeException("cannot read what key group " + keyGroup + " knows of itself", e);
        }
    }

    private void write(int keyGroup, ValueState<long[]> state, long[] longs) {
        try {
            setCurrentKey.accept(routing.keyOf(keyGroup));
            state.update(longs);
        } catch (IOException e) {
            throw new FlinkRuntimeException("cannot write what key group " + keyGroup + " knows of itself", e);
        }
    }

    private KeyedRowStore at(int keyGroup) {
        setCurrentKey.accept(routing.keyOf(keyGroup));
        return this;
    }

    private Tuple2<Integer, Long> address(RowKey key) {
        scratch.setFields(key.table(), key.row());
        return scratch;
    }
}
