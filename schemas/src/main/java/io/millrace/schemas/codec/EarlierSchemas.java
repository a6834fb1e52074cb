package io.millrace.schemas.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that a contract had before. */
final class EarlierSchemas {
    private EarlierSchemas() {}

    /** Oldest first; none of a contract that has never changed. */
    static List<Schema> of(Class<?> contract) {
        List<Schema> schemas = new ArrayList<>();
        try {
            while (true) {
                String name = "earlier/" + contract.getSimpleName() + '.' + (schemas.size() + 1) + ".avsc";
                try (InputStream file = contract.getResourceAsStream(name)) {
                    if (file == null) {
                        return schemas;
                    }
                    schemas.add(new Schema.Parser().parse(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
