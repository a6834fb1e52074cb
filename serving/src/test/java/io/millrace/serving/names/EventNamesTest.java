package io.millrace.serving.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Erasure;
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

class EventNamesTest {
    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final EventNames names = EventNames.holding(10_000);
    private final FollowedTopic topic = names.from("events", Duration.ofDays(1));

    @Test
    void shouldTakeNamesFromImpressionsAndActions() throws UndecodableException {
        read(event("ada", new Impression("seen", Map.of())));
        read(event("ada", new Action("click", "clicked", null, Map.of())));
        read(event("bob", new AttributeChange(AttributeKind.SLOW, "country", "no-item")));
        read(null);

        assertThat(names.items().of(Ids.of("seen"))).contains("seen");
        assertThat(names.items().of(Ids.of("clicked"))).contains("clicked");
        assertThat(names.items().size()).isEqualTo(2);
        assertThat(names.actions().of(Ids.of("click"))).contains("click");
        assertThat(names.users().newest(10, hash -> true)).containsExactly("bob", "ada");
        assertThatThrownBy(() -> read(new byte[] {1})).isInstanceOf(UndecodableException.class);
    }

    @Test
    void shouldForgetWhoIsErased() throws UndecodableException {
        read(event("ada", new Impression("seen", Map.of())));
        read(event("bob", new Impression("seen", Map.of())));
        read(event("ada", new Erasure()));

        assertThat(names.users().newest(10, hash -> true)).containsExactly("bob");
        assertThat(names.users().of(Ids.of("ada"))).isEmpty();
    }

    private void read(byte[] value) throws UndecodableException {
        topic.reader().read(new ConsumerRecord<>(topic.name(), 0, 0, null, value));
    }

    private byte[] event(String user, Object payload) {
        return codec.encode(new Event("e", user, 1L, payload));
    }
}
