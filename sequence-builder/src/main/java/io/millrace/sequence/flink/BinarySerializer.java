package io.millrace.sequence.flink;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEventCodec;
import io.millrace.sequence.intake.Intake;
import io.millrace.sequence.intake.IntakeCodec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Ships immutable values in a binary form of our own, preceded by its length.
 *
 * @param <T> what is shipped
 */
abstract class BinarySerializer<T> extends TypeSerializerSingleton<T> {
    abstract void write(T value, BinaryWriter out);

    abstract T read(BinaryReader in);

    /** Events between intake and history. */
    static final class Events extends BinarySerializer<AcceptedEvent> {
        @Override
        void write(AcceptedEvent value, BinaryWriter out) {
            AcceptedEventCodec.write(value, out);
        }

        @Override
        AcceptedEvent read(BinaryReader in) {
            return AcceptedEventCodec.read(in);
        }

        @Override
        public TypeSerializerSnapshot<AcceptedEvent> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Found by Flink by its name. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<AcceptedEvent> {
            public Snapshot() {
                super(Events::new);
            }
        }
    }

    /** What the source reads. */
    static final class Intakes extends BinarySerializer<Intake> {
        @Override
        void write(Intake value, BinaryWriter out) {
            IntakeCodec.write(value, out);
        }

        @Override
        Intake read(BinaryReader in) {
            return IntakeCodec.read(in);
        }

        @Override
        public TypeSerializerSnapshot<Intake> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Found by Flink by its name. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Intake> {
            public Snapshot() {
                super(Intakes::new);
            }
        }
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        BinaryWriter out = new BinaryWriter();
        write(value, out);
        byte[] bytes = out.toBytes();
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return read(new BinaryReader(bytes));
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    /** There is no empty value; Flink asks for one only to reuse it, and nothing is reused here. */
    @Override
    public T createInstance() {
        return null;
    }

    @Override
    public int getLength() {
        return -1;
    }
}
