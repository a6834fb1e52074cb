package io.millrace.pipeline.deadletter;

import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A set of origins: some ten bytes for each, because there may be millions. */
final class Origins {
    private final Map<TopicPartition, LongSet> offsets = new HashMap<>();

    /** @return whether it was not in the set */
    boolean add(Origin origin) {
        return offsets.computeIfAbsent(
                        new TopicPartition(origin.topic(), origin.partition()), partition -> new LongOpenHashSet())
                .add(origin.offset());
    }

    boolean contains(Origin origin) {
        LongSet known = offsets.get(new TopicPartition(origin.topic(), origin.partition()));
        return known != null && known.contains(origin.offset());
    }
}
