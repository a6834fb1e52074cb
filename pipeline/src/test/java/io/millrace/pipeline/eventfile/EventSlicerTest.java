package io.millrace.pipeline.eventfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Action;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class EventSlicerTest {
    private static final Event CLICK = new Event("e1", "u1", 1L, new Action("click", "a", null, Map.of("f", "v")));
    private static final Event ERASURE = new Event("e2", "u2", 2L, new Erasure());

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);

    @Test
    void shouldReadWhatIsInFilesOfEveryVersion() throws Exception {
        assertThat(sliced(Event.getClassSchema(), CLICK, ERASURE, CLICK)).containsExactly(CLICK, ERASURE, CLICK);
        assertThat(sliced(firstVersion(), CLICK, CLICK)).containsExactly(CLICK, CLICK);
    }

    private static Schema firstVersion() throws Exception {
        try (InputStream file = Event.class.getResourceAsStream("earlier/Event.1.avsc")) {
            return new Schema.Parser().parse(file);
        }
    }

    /** The body of a click is the same in every version; that of an erasure there is in the newest. */
    private List<Event> sliced(Schema version, Event... events) throws Exception {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int header = SingleObjectCodec.header(version).length;
        for (Event event : events) {
            byte[] bytes = codec.encode(event);
            block.write(bytes, header, bytes.length - header);
        }
        List<Event> sliced = new ArrayList<>();
        for (RawEvent raw : new EventSlicer(version).slice(ByteBuffer.wrap(block.toByteArray()), events.length)) {
            assertThat(raw.value()).startsWith(SingleObjectCodec.header(version));
            sliced.add(codec.decode(raw.value()));
        }
        return sliced;
    }
}
