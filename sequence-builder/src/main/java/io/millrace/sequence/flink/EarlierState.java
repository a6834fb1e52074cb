package io.millrace.sequence.flink;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.timeline.UserTimeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * State that earlier programs kept under names that are not written any more. It is taken over once, when it is restored.
 * Before 0.1.0-m2: the open page of a history as one value, and event ids one by one. Until then: agendas, of which the
 * user's header did not tell.
 */
final class EarlierState {
    private static final ValueStateDescriptor<byte[]> TAIL =
            new ValueStateDescriptor<>("tail", BytePrimitiveArraySerializer.INSTANCE);
    private static final MapStateDescriptor<Long, byte[]> SEEN =
            new MapStateDescriptor<>("seen", LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

    private static final ListStateDescriptor<byte[]> AGENDA =
            new ListStateDescriptor<>("agenda", BytePrimitiveArraySerializer.INSTANCE);

    private EarlierState() {}

    static void takeOver(KeyedStateBackend<Long> backend, UserTimeline timeline) {
        for (long user : users(backend, TAIL)) {
            ValueState<byte[]> tail = select(backend, TAIL, user);
            byte[] page = StateAccess.read(tail::value);
            tail.clear();
            timeline.takeOver(user, page, Map.of());
        }
        for (long user : users(backend, SEEN)) {
            MapState<Long, byte[]> seen = select(backend, SEEN, user);
            Map<Long, Long> since = new HashMap<>();
            StateAccess.read(seen::entries)
                    .forEach(entry -> since.put(entry.getKey(), new BinaryReader(entry.getValue()).readVarLong()));
            seen.clear();
            timeline.takeOver(user, null, since);
        }
        for (Tuple2<Long, Long> moment : moments(backend)) {
            backend.setCurrentKey(moment.f0);
            ListState<byte[]> agenda =
                    StateAccess.read(() -> backend.getPartitionedState(moment.f1, LongSerializer.INSTANCE, AGENDA));
            List<byte[]> tasks = new ArrayList<>();
            StateAccess.read(agenda::get).forEach(tasks::add);
            agenda.clear();
            timeline.takeOver(moment.f0, moment.f1, tasks);
        }
    }

    /** Of whom there is an agenda for when. */
    private static List<Tuple2<Long, Long>> moments(KeyedStateBackend<Long> backend) {
        try (Stream<Tuple2<Long, Long>> moments = backend.getKeysAndNamespaces(AGENDA.getName())) {
            return moments.toList();
        }
    }

    /** Nobody, where there is no such state. */
    private static List<Long> users(KeyedStateBackend<Long> backend, StateDescriptor<?, ?> descriptor) {
        try (Stream<Long> users = backend.getKeys(descriptor.getName(), VoidNamespace.INSTANCE)) {
            return users.toList();
        }
    }

    private static <S extends State> S select(
            KeyedStateBackend<Long> backend, StateDescriptor<S, ?> descriptor, long user) {
        backend.setCurrentKey(user);
        return StateAccess.read(() ->
                backend.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, descriptor));
    }
}
