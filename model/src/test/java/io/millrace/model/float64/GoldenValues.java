package io.millrace.model.float64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.float64.kernel.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Values and gradients that were computed elsewhere, in float64, from formula-filled tensors. */
public final class GoldenValues {
    private GoldenValues() {}

    public static JsonNode read(String resource) {
        try (InputStream golden = GoldenValues.class.getResourceAsStream("/golden/" + resource)) {
            return new ObjectMapper().readTree(golden);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All numbers below {@code node}, in order. */
    public static double[] numbers(JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.doubleValue()};
        }
        return java.util.stream.StreamSupport.stream(node.spliterator(), false)
                .flatMapToDouble(child -> java.util.Arrays.stream(numbers(child)))
                .toArray();
    }

    /** {@code amplitude·sin(1 + 0.37·i + phase)} over {@code values}. */
    public static void fill(double[] values, double amplitude, double phase) {
        for (int i = 0; i < values.length; i++) {
            values[i] = amplitude * Math.sin(1 + 0.37 * i + phase);
        }
    }

    /** The elements of a matrix, row by row. */
    public static double[] elements(Matrix matrix) {
        double[] elements = new double[matrix.rows() * matrix.columns()];
        for (int r = 0; r < matrix.rows(); r++) {
            System.arraycopy(matrix.values(), matrix.row(r), elements, r * matrix.columns(), matrix.columns());
        }
        return elements;
    }
}
