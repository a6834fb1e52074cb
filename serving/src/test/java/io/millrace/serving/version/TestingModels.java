package io.millrace.serving.version;

import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.WukongSizes;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.serving.index.ItemIndexBuilder;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small real models with random weights: items 1 to {@link #ITEMS} and the dense tensors, and no other rows. */
public final class TestingModels {
    public static final int ITEMS = 600;

    private static final int KEY_GROUPS = 5;
    private static final ModelConfig CONFIG = new ModelConfig(
            new HstuSizes(8, 1, 2, 4, 4, 64, 0),
            new WukongSizes(8, 1, 4, 4, 2, List.of(8), List.of(8), false),
            List.of("click", "convert"),
            List.of("genre"),
            List.of("click"),
            4,
            0.05f,
            0.1f,
            0.1f,
            1);
    private static final ModelLayout LAYOUT = ModelLayout.parse(CONFIG.toText());
    private static final WorkspacePool WORKSPACES = new WorkspacePool(LAYOUT);

    private TestingModels() {}

    public static ModelConfig config() {
        return CONFIG;
    }

    /** A version; all versions share one pool of workspaces, as those of a lineage do. */
    public static ServedModel version(long version) {
        Random random = new Random(version);
        GroupRows[] groups = new GroupRows[KEY_GROUPS];
        Arrays.fill(groups, GroupRows.empty(LAYOUT.places()));
        for (Table table : LAYOUT.tables()) {
            for (long block = 0; block < table.blocks(); block++) {
                put(groups, table, block, random);
            }
        }
        ItemIndexBuilder items = new ItemIndexBuilder(LAYOUT.items().width());
        for (long item = 1; item <= ITEMS; item++) {
            items.put(item, put(groups, LAYOUT.items(), item, random));
        }
        return new ServedModel(manifest(version), groups, items.cut(), WORKSPACES, 0);
    }

    /** Tokens: item and action by turns, the items being those given. */
    public static TokenSequence history(long... items) {
        int n = 2 * items.length;
        TokenSequence tokens =
                new TokenSequence(new byte[n], new int[n + 1], new long[n], new long[n], new long[] {77, 78});
        for (int i = 0; i < n; i++) {
            tokens.kinds()[i] = i % 2 == 0 ? TokenSequence.ITEM : TokenSequence.ACTION;
            tokens.ids()[i] = i % 2 == 0 ? items[i / 2] : i % 3;
            tokens.idOffsets()[i + 1] = i + 1;
            tokens.seconds()[i] = 1_000 + 60L * i;
        }
        return tokens;
    }

    /** Parameters as a trainer would have them: the model's rows, and births for what the model has not. */
    public static Parameters parameters(ServedModel model, long... births) {
        Parameters parameters = new Parameters(LAYOUT.tables());
        for (Table table : LAYOUT.tables()) {
            long last = table.kind() == Table.Kind.DENSE ? table.blocks() - 1 : ITEMS;
            for (long row = 0; row <= last; row++) {
                put(parameters, table, row, model);
            }
            if (table.kind() == Table.Kind.EMBEDDING) {
                for (long row : births) {
                    put(parameters, table, row, model);
                }
            }
        }
        return parameters;
    }

    public static Recommender recommender() {
        return new Recommender(LAYOUT.config());
    }

    private static void put(Parameters parameters, Table table, long row, ServedModel model) {
        float[] weights = model.row(table.id(), row);
        parameters.put(
                table.id(),
                row,
                weights == null ? Rows.born(table, LAYOUT.config().seed(), row).values : weights,
                0);
    }

    private static float[] put(GroupRows[] groups, Table table, long row, Random random) {
        float[] weights = Arrays.copyOf(Rows.born(table, random.nextLong(), row).values, table.width());
        Long2ObjectOpenHashMap<float[]> change = new Long2ObjectOpenHashMap<>();
        change.put(row, weights);
        int group = KeyGroups.of(table.id(), row, KEY_GROUPS);
        groups[group] = groups[group].with(table.id(), change);
        return weights;
    }

    private static Manifest manifest(long version) {
        return Manifest.newBuilder()
                .setLineage(1)
                .setVersion(version)
                .setParent(-1)
                .setKeyGroups(KEY_GROUPS)
                .setSchemaHash(0)
                .setModel("")
                .setOffsets(Map.of())
                .setWatermark(0)
                .setAppliedExamples(0)
                .setAppliedDigest(0)
                .setRows(0)
                .setDigest(0)
                .setCounts(Map.of())
                .setEvaluations(List.of())
                .setArrivals(List.of())
                .setVerdict(Verdict.GOOD)
                .setReason("")
                .setCreatedAt(0)
                .build();
    }
}
