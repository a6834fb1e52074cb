package io.millrace.benchmarks.sequences;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What most would write: the user's events in a list, which is read and written again, whole, at every event.
 *
 * <p>It joins, labels and orders nothing. Its output is the user's newest events, and there is one for so many of the events
 * that as many come out as of what it is compared with.
 */
final class NaiveHistory<T> extends KeyedProcessFunction<Long, Tuple2<Long, T>, List<T>> {
    private final TypeInformation<T> type;
    private final int kept;
    private final int slice;
    private final long outputs;
    private final long outOf;

    private transient ListState<T> history;
    private transient long events;

    /**
     * @param type how events are kept
     * @param kept most events of a user
     * @param slice most events in an output
     * @param outputs wanted
     * @param outOf of how many events
     */
    NaiveHistory(TypeInformation<T> type, int kept, int slice, long outputs, long outOf) {
        this.type = type;
        this.kept = kept;
        this.slice = slice;
        this.outputs = outputs;
        this.outOf = outOf;
    }

    @Override
    public void open(OpenContext context) {
        history = getRuntimeContext().getListState(new ListStateDescriptor<>("history", type));
    }

    @Override
    public void processElement(Tuple2<Long, T> event, Context context, Collector<List<T>> out) throws Exception {
        List<T> all = new ArrayList<>();
        history.get().forEach(all::add);
        all.add(event.f1);
        List<T> newest = newest(all, kept);
        history.update(newest);
        if (isDue()) {
            out.collect(newest(newest, slice));
        }
    }

    private static <T> List<T> newest(List<T> events, int most) {
        return events.subList(Math.max(0, events.size() - most), events.size());
    }

    /** Spreads the outputs evenly over the events. */
    private boolean isDue() {
        long before = events * outputs / outOf;
        events++;
        return events * outputs / outOf > before;
    }
}
