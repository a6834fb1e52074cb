package io.millrace.sequence.flink;

import org.apache.flink.util.FlinkRuntimeException;

/** Flink's state declares that anything may be thrown; the decisions declare nothing. A failure ends the attempt. */
final class StateAccess {
    private StateAccess() {}

    interface Read<T> {
        T run() throws Exception;
    }

    interface Write {
        void run() throws Exception;
    }

    static <T> T read(Read<T> access) {
        try {
            return access.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state cannot be read", e);
        }
    }

    static void write(Write access) {
        try {
            access.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state cannot be written", e);
        }
    }
}
