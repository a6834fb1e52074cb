package io.millrace.sequence.flink;

import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.Intake;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's description of the types on the way from the source to the history. Sources declare {@link #INTAKE} as what
 * they produce.
 *
 * @param <T> the type
 */
public final class EventTypeInfo<T> extends TypeInformation<T> {
    public static final TypeInformation<Intake> INTAKE =
            new EventTypeInfo<>(Intake.class, new BinarySerializer.Intakes());

    static final TypeInformation<AcceptedEvent> ACCEPTED_EVENT =
            new EventTypeInfo<>(AcceptedEvent.class, new BinarySerializer.Events());

    private final Class<T> type;
    private final BinarySerializer<T> serializer;

    private EventTypeInfo(Class<T> type, BinarySerializer<T> serializer) {
        this.type = type;
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof EventTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventTypeInfo<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}
