package io.millrace.serving.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.util.passthrough.PassthroughNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Parameters;
import io.millrace.model.row.Table;
import io.millrace.serving.version.GroupRows;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
import io.millrace.serving.version.WorkspacePool;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is read by a reader that others have written. */
class VersionExportTest {
    private final ServedModel model = TestingModels.version(3);

    @TempDir
    Path folder;

    private Map<String, NDArray> exported() throws IOException {
        return exported(model);
    }

    private Map<String, NDArray> exported(ServedModel version) throws IOException {
        Path file = folder.resolve("model.safetensors");
        new VersionExport(version).write(file);
        Map<String, NDArray> tensors = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            NDList.decode(PassthroughNDManager.INSTANCE, in).forEach(tensor -> tensors.put(tensor.getName(), tensor));
        }
        return tensors;
    }

    private static float[] floats(NDArray tensor) {
        float[] values = new float[(int) tensor.getShape().size()];
        tensor.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static long[] longs(NDArray tensor) {
        long[] values = new long[(int) tensor.getShape().size()];
        tensor.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    @Test
    void shouldHoldEveryDenseTensorInItsShape() throws IOException {
        Map<String, NDArray> tensors = exported();
        Parameters parameters = TestingModels.parameters(model);
        for (Table table : model.layout().tables()) {
            if (table.kind() == Table.Kind.DENSE) {
                assertThat(floats(tensors.get(table.name())))
                        .as(table.name())
                        .containsExactly(parameters.dense(table.id()));
                assertThat(tensors.get(table.name()).getShape().dimension())
                        .as(table.name())
                        .isEqualTo(table.columns() == Table.VECTOR ? 1 : 2);
            }
        }
        int width = model.layout().config().hstu().width();
        assertThat(tensors.get("position").getShape().getShape()[1]).isEqualTo(width);
        assertThat(tensors.get("hstu.0.bo").getShape().getShape()).containsExactly(width);
        // The same file is read by whoever may read another that is written here.
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("model.safetensors")))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void shouldHoldTheRowsOfATableInTheOrderOfTheirIds() throws IOException {
        Map<String, NDArray> tensors = exported();
        Table items = model.layout().items();
        long[] ids = LongStream.rangeClosed(1, TestingModels.ITEMS).toArray();
        assertThat(longs(tensors.get(items.name() + ".ids"))).containsExactly(ids);
        NDArray rows = tensors.get(items.name() + ".rows");
        assertThat(rows.getShape().getShape()).containsExactly(ids.length, items.width());
        float[] values = floats(rows);
        for (int i = 0; i < ids.length; i++) {
            assertThat(List.of(values[i * items.width()], values[(i + 1) * items.width() - 1]))
                    .containsExactly(
                            model.row(items.id(), ids[i])[0], model.row(items.id(), ids[i])[items.width() - 1]);
        }
        assertThat(tensors).as("nobody stands in").doesNotContainKey(items.name() + ".standIns");
    }

    @Test
    void shouldHoldTheRowsThatStandIn() throws IOException {
        ModelLayout layout = model.layout();
        int keyGroups = 4;
        GroupRows[] groups = new GroupRows[keyGroups];
        Arrays.fill(groups, GroupRows.empty(layout.places()));
        float[] weights = new float[layout.items().width()];
        Arrays.fill(weights, 0.25f);
        Long2ObjectOpenHashMap<float[]> standIn = new Long2ObjectOpenHashMap<>();
        standIn.put(layout.outOfVocabularyRow(layout.items().id(), 2, keyGroups), weights);
        groups[2] = groups[2].with(layout.outOfVocabulary(layout.items().id()), standIn);
        Map<String, NDArray> tensors =
                exported(new ServedModel(model.manifest(), groups, model.items(), new WorkspacePool(layout), 0));
        String name = layout.items().name();
        assertThat(longs(tensors.get(name + ".standInKeyGroups"))).containsExactly(2);
        assertThat(floats(tensors.get(name + ".standIns"))).containsExactly(weights);
        assertThat(tensors.get(name + ".ids").getShape().size()).isZero();
    }

    @Test
    void shouldSayWhichVersionItIs() throws IOException {
        exported();
        byte[] file = Files.readAllBytes(folder.resolve("model.safetensors"));
        long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode metadata = new ObjectMapper()
                .readTree(new ByteArrayInputStream(file, Long.BYTES, (int) length))
                .get("__metadata__");
        assertThat(length % 8).isZero();
        assertThat(metadata.get("format").textValue()).isEqualTo("millrace-1");
        assertThat(metadata.get("version").textValue()).isEqualTo("3");
        assertThat(metadata.get("model").textValue()).isEqualTo(model.manifest().getModel());
        assertThat(new ObjectMapper()
                        .readTree(metadata.get("manifest").textValue())
                        .get("version")
                        .longValue())
                .isEqualTo(3);
    }

    @Test
    void shouldLeaveNoPartOfAFileThatCannotBeWhole() throws IOException {
        Safetensors truncated = new Safetensors(Map.of());
        truncated.add("short", Safetensors.Type.F32, new long[] {2}, sink -> sink.floats(new float[1], 1));
        assertThatThrownBy(() -> truncated.write(folder.resolve("short")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tensor short has 4 bytes, not 8");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
