package io.millrace.pipeline.cluster;

import io.millrace.model.row.RowCodec;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The rows of the parameter server as a checkpoint holds them: weights, optimiser slots, updates and all. */
public final class StoredRows {
    private static final int MANY = 1_000_000;

    private StoredRows() {}

    /** The bytes of {@link RowCodec} in hexadecimal, by table and row. */
    public static Map<String, String> of(Path checkpoint) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        Map<String, String> rows = new TreeMap<>();
        SavepointReader.read(env, checkpoint.toUri().toString(), new EmbeddedRocksDBStateBackend())
                .readKeyedState(
                        OperatorIdentifier.forUid("parameter-server"),
                        new Reader(),
                        Types.INT,
                        Types.TUPLE(Types.STRING, Types.STRING))
                .executeAndCollect(MANY)
                .forEach(row -> rows.put(row.f0, row.f1));
        return rows;
    }

    private static final class Reader extends KeyedStateReaderFunction<Integer, Tuple2<String, String>> {
        private transient MapState<Tuple2<Integer, Long>, byte[]> rows;

        @Override
        public void open(OpenContext context) {
            rows = getRuntimeContext()
                    .getMapState(new MapStateDescriptor<>(
                            "rows",
                            Types.TUPLE(Types.INT, Types.LONG),
                            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void readKey(Integer key, Context context, Collector<Tuple2<String, String>> out) throws Exception {
            for (Map.Entry<Tuple2<Integer, Long>, byte[]> row : rows.entries()) {
                out.collect(Tuple2.of(
                        row.getKey().f0 + "/" + row.getKey().f1, HexFormat.of().formatHex(row.getValue())));
            }
        }
    }
}
