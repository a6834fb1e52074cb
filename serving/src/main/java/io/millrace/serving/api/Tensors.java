package io.millrace.serving.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serving.http.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The input tensors of an inference request, by name. */
final class Tensors {
    private static final Set<String> FIELDS = Set.of("name", "shape", "datatype", "data", "parameters");
    private static final int MOST_DIMENSIONS = 2;

    /**
     * One tensor.
     *
     * @param rows its first dimension
     * @param columns its second, or 1
     * @param data row by row
     */
    record Tensor(String name, int rows, int columns, String datatype, List<JsonNode> data) {
        String at(int index) {
            return name + "[" + index + "]";
        }
    }

    private final Map<String, Tensor> byName = new HashMap<>();

    /**
     * @param datatypes of the tensors that there may be, by name
     * @param most elements of one tensor
     * @throws Refusal if a tensor is unknown, there twice, of another datatype, or its shape is not that of its data
     */
    Tensors(Body body, Map<String, String> datatypes, int most) {
        for (Tensor tensor : body.list("inputs", datatypes.size(), (node, place) -> tensor(node, place, most))) {
            String wanted = datatypes.get(tensor.name);
            if (wanted == null) {
                throw Refusal.bad(
                        "unknown-tensor",
                        "tensor '" + tensor.name + "' is none of "
                                + datatypes.keySet().stream().sorted().toList());
            }
            if (!wanted.equals(tensor.datatype)) {
                throw Refusal.bad("wrong-datatype", tensor.name + " is to be of " + wanted);
            }
            if (byName.put(tensor.name, tensor) != null) {
                throw Refusal.bad("repeated-tensor", tensor.name + " is there twice");
            }
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** @throws Refusal if it is not there */
    Tensor require(String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw Refusal.bad("missing-tensor", "tensor " + name + " is missing");
        }
        return tensor;
    }

    /** @throws Refusal if it is not there or of another shape */
    Tensor require(String name, int rows, int columns) {
        Tensor tensor = require(name);
        if (tensor.rows != rows || tensor.columns != columns) {
            throw Refusal.bad("wrong-shape", name + " is to be of " + rows + " × " + columns);
        }
        return tensor;
    }

    private static Tensor tensor(JsonNode node, String place, int most) {
        Body body = Body.object(node, place, FIELDS);
        String name = body.text("name", 64);
        List<Integer> shape = body.list("shape", MOST_DIMENSIONS, (size, at) -> size(size, at, most));
        List<JsonNode> nested = body.list("data", most, (element, at) -> element);
        List<JsonNode> data = new ArrayList<>();
        nested.forEach(element -> {
            if (element.isArray()) {
                element.forEach(data::add);
            } else {
                data.add(element);
            }
        });
        if (shape.isEmpty()) {
            throw Refusal.bad("wrong-shape", body.at("shape") + " is to have one dimension or two");
        }
        int rows = shape.get(0);
        int columns = shape.size() == 1 ? 1 : shape.get(1);
        if ((long) rows * columns > most) {
            throw Refusal.bad("too-many", name + " has more than " + most + " elements");
        }
        if ((long) rows * columns != data.size()) {
            throw Refusal.bad("wrong-shape", name + " has " + data.size() + " elements, not " + rows + " × " + columns);
        }
        return new Tensor(name, rows, columns, body.text("datatype", 16), data);
    }

    private static int size(JsonNode node, String place, int most) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0 || node.intValue() > most) {
            throw Refusal.bad("wrong-shape", place + " is to be from 0 to " + most);
        }
        return node.intValue();
    }
}
