package io.millrace.benchmarks.sequences;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What most would write: the user's events in a list, which is read and written again, whole, at every event.
 *
 * <p>It joins, labels and orders nothing. Its output is the user's newest events, and there is one for so many of the events
 * that as many come out as of what it is compared with.
 */
final class NaiveHistory extends KeyedProcessFunction<Long, Tuple2<Long, byte[]>, byte[]> {
    private final int kept;
    private final int slice;
    private final long outputs;
    private final long outOf;

    private transient ListState<byte[]> history;
    private transient long events;

    /**
     * @param kept most events of a user
     * @param slice most events in an output
     * @param outputs wanted
     * @param outOf of how many events
     */
    NaiveHistory(int kept, int slice, long outputs, long outOf) {
        this.kept = kept;
        this.slice = slice;
        this.outputs = outputs;
        this.outOf = outOf;
    }

    @Override
    public void open(OpenContext context) {
        history = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("history", BytePrimitiveArraySerializer.INSTANCE));
    }

    @Override
    public void processElement(Tuple2<Long, byte[]> event, Context context, Collector<byte[]> out) throws Exception {
        List<byte[]> all = new ArrayList<>();
        history.get().forEach(all::add);
        all.add(event.f1);
        List<byte[]> newest = newest(all, kept);
        history.update(newest);
        if (isDue()) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            newest(newest, slice).forEach(output::writeBytes);
            out.collect(output.toByteArray());
        }
    }

    private static List<byte[]> newest(List<byte[]> events, int most) {
        return events.subList(Math.max(0, events.size() - most), events.size());
    }

    /** Spreads the outputs evenly over the events. */
    private boolean isDue() {
        long before = events * outputs / outOf;
        events++;
        return events * outputs / outOf > before;
    }
}
