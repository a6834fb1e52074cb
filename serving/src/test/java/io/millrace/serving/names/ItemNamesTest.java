package io.millrace.serving.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.topic.FollowedTopic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ItemNamesTest {
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);

    private static void read(FollowedTopic topic, byte[] value) throws UndecodableException {
        topic.reader().read(new ConsumerRecord<>(topic.name(), 0, 0, null, value));
    }

    @Test
    void shouldTakeNamesFromImpressionsAndActions() throws UndecodableException {
        ItemNames names = new ItemNames(10_000);
        FollowedTopic topic = names.from("events", Duration.ofDays(1));
        read(topic, event(new Impression("seen", Map.of())));
        read(topic, event(new Action("click", "clicked", null, Map.of())));
        read(topic, event(new AttributeChange(AttributeKind.SLOW, "country", "no-item")));
        read(topic, null);

        assertThat(names.of(Ids.of("seen"))).contains("seen");
        assertThat(names.of(Ids.of("clicked"))).contains("clicked");
        assertThat(names.size()).isEqualTo(2);
        assertThatThrownBy(() -> read(topic, new byte[] {1})).isInstanceOf(UndecodableException.class);
    }

    @Test
    void shouldForgetTheOldestNamesFirst() {
        ItemNames names = new ItemNames(3 * (ItemNames.OVERHEAD + 2));
        for (String name : "a b c a d".split(" ")) {
            names.put(name);
        }

        assertThat(names.size()).isEqualTo(3);
        assertThat(names.of(Ids.of("b"))).isEmpty();
        assertThat(names.of(Ids.of("a"))).contains("a");
    }

    private byte[] event(Object payload) {
        return codec.encode(new Event("e", "u", 1L, payload));
    }
}
