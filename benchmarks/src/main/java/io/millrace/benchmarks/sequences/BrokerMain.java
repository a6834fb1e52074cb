package io.millrace.benchmarks.sequences;

import io.millrace.pipeline.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A broker as a program: says where it listens, and ends with its standard input. */
final class BrokerMain {
    private BrokerMain() {}

    /** @param arguments the folder for its data */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0)) {
            System.out.println(broker.bootstrapServers());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
