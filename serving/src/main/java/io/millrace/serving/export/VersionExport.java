package io.millrace.serving.export;

import io.millrace.model.row.Table;
import io.millrace.schemas.Manifest;
import io.millrace.serving.export.Safetensors.Type;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A version as a safetensors file.
 *
 * <p>A dense tensor is one tensor of the same name. Of an embedding table {@code T} there are {@code T.ids}, the rows' ids
 * ascending, 64-bit, and {@code T.rows}, rows × width, in the order of the ids; and, if it has rows that stand in for such
 * as are not admitted, {@code T.standInKeyGroups} and {@code T.standIns} likewise. The metadata say which version it is:
 * {@code format}, {@code lineage}, {@code version}, {@code digest}, {@code appliedExamples}, {@code appliedDigest},
 * {@code watermark}, {@code model}, the configuration as text, and {@code manifest}, all of the manifest as JSON.
 */
public final class VersionExport {
    private static final String FORMAT = "millrace-1";

    private final ServedModel model;
    private final ModelLayout layout;

    public VersionExport(ServedModel model) {
        this.model = model;
        this.layout = model.layout();
    }

    /**
     * Writes the file. It is there when it is whole, in place of one that had its name.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        Safetensors tensors = new Safetensors(metadata(model.manifest()));
        for (Table table : layout.tables()) {
            if (table.kind() == Table.Kind.DENSE) {
                addTensor(tensors, table);
            } else {
                addRows(tensors, table.name() + ".ids", table.name() + ".rows", table.id());
                addStandIns(tensors, table);
            }
        }
        tensors.write(file);
    }

    private static Map<String, String> metadata(Manifest manifest) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("lineage", String.format("%016x", manifest.getLineage()));
        metadata.put("version", String.valueOf(manifest.getVersion()));
        metadata.put("digest", String.format("%016x", manifest.getDigest()));
        metadata.put("appliedExamples", String.valueOf(manifest.getAppliedExamples()));
        metadata.put("appliedDigest", String.format("%016x", manifest.getAppliedDigest()));
        metadata.put("watermark", String.valueOf(manifest.getWatermark()));
        metadata.put("model", manifest.getModel());
        metadata.put("manifest", manifest.toString());
        return metadata;
    }

    private void addTensor(Safetensors tensors, Table table) {
        long[] shape = table.columns() == Table.VECTOR
                ? new long[] {table.elements()}
                : new long[] {table.elements() / table.columns(), table.columns()};
        tensors.add(table.name(), Type.F32, shape, sink -> {
            for (int block = 0; block < table.blocks(); block++) {
                int count = Math.min(table.width(), table.elements() - block * table.width());
                sink.floats(model.rowOrStandIn(table.id(), block), count);
            }
        });
    }

    private void addRows(Safetensors tensors, String idsName, String rowsName, int place) {
        long[] ids = model.ids(place);
        int width = layout.width(place);
        tensors.add(idsName, Type.I64, new long[] {ids.length}, sink -> sink.longs(ids));
        tensors.add(rowsName, Type.F32, new long[] {ids.length, width}, sink -> {
            for (long id : ids) {
                sink.floats(model.row(place, id), width);
            }
        });
    }

    private void addStandIns(Safetensors tensors, Table table) {
        int place = layout.outOfVocabulary(table.id());
        long[] ids = model.ids(place);
        if (ids.length == 0) {
            return;
        }
        int width = layout.width(place);
        tensors.add(table.name() + ".standInKeyGroups", Type.I64, new long[] {ids.length}, sink -> {
            for (long id : ids) {
                sink.longs(model.keyGroup(place, id));
            }
        });
        tensors.add(table.name() + ".standIns", Type.F32, new long[] {ids.length, width}, sink -> {
            for (long id : ids) {
                sink.floats(model.row(place, id), width);
            }
        });
    }
}
