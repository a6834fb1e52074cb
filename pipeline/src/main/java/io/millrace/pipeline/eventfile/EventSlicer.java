package io.millrace.pipeline.eventfile;

import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Cuts a block of a container into its events. Only their borders are looked for: whether one is any good, the intake says. */
final class EventSlicer {
    private static final String USER_ID = "userId";
    private static final String EVENT_TIME = "eventTime";

    private final Schema schema;
    private final byte[] header;

    /** @param schema of the file, a version of the contract */
    EventSlicer(Schema schema) {
        this.schema = schema;
        this.header = SingleObjectCodec.header(schema);
    }

    /**
     * @param block the encoded events, one behind the other
     * @param count how many there are said to be
     * @throws IOException if they are not so many
     */
    List<RawEvent> slice(ByteBuffer block, long count) throws IOException {
        byte[] bytes = block.array();
        int end = block.arrayOffset() + block.limit();
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(bytes, block.arrayOffset() + block.position(), block.remaining(), null);
        List<RawEvent> events = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            int start = end - decoder.inputStream().available();
            long time = 0;
            byte[] user = null;
            for (Schema.Field field : schema.getFields()) {
                switch (field.name()) {
                    case USER_ID -> user = bytes(decoder.readBytes(null));
                    case EVENT_TIME -> time = decoder.readLong();
                    default -> GenericDatumReader.skip(field.schema(), decoder);
                }
            }
            int length = end - decoder.inputStream().available() - start;
            byte[] value = new byte[header.length + length];
            System.arraycopy(header, 0, value, 0, header.length);
            System.arraycopy(bytes, start, value, header.length, length);
            events.add(new RawEvent(time, user, value));
        }
        if (!decoder.isEnd()) {
            throw new IOException("bytes are left over behind " + count + " events");
        }
        return events;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
