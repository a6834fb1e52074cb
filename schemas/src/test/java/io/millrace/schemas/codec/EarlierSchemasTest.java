package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Action;
import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Event;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlierSchemasTest {
    private static final long T0 = 1_700_000_000_000L;

    /** Version 1, without dense features. Never to be regenerated: it stands for what is in topics and savepoints. */
    private static final String GOLDEN_EXAMPLE =
            "c3016d26ca1620291cd99a0112d0acacfef96202c80100020280a0abfef962020e00e8a7abfef962041600000002fe9fabfef962640002000a636c69636b0000803f0000803fe8a7abfef96200b0a9abfef962";

    /** Version 2, in which every label was judged; likewise. */
    private static final String GOLDEN_EXAMPLE_2 =
            "c301f29c1e693091999f9a0112d0acacfef96202c80100020280a0abfef962020e00e8a7abfef9620416000004020000204000000002fe9fabfef962640002000a636c69636b0000803f0000803fe8a7abfef96200b0a9abfef962";

    /** Version 1, without erasures. Never to be regenerated either. */
    private static final String GOLDEN_EVENT =
            "c301c660b454f49205d904653104753180a0abfef962020a636c69636b026102046931020c64657669636504747600";

    /** Version 1, all of whose weights were float32; likewise. */
    private static final String GOLDEN_ROW = "c301fcb2b9dfccf76b200e060409100000c03f000000c0";

    private static TrainingExample example(List<Float> denseFeatures) {
        return new TrainingExample(
                77L,
                9L,
                T0 + 9_000,
                List.of(100L),
                List.of(new Interaction(1L, T0, List.of(7L), T0 + 500, List.of(11L, 0L), denseFeatures)),
                List.of(new AuxiliaryChange(T0 - 1, 50L)),
                List.of(new Supervision(0, "click", 1f, 1f, T0 + 500, true)),
                T0 + 600);
    }

    private static TrainingExample decode(String golden) throws Exception {
        return new SingleObjectCodec<>(TrainingExample.class)
                .decode(HexFormat.of().parseHex(golden));
    }

    @Test
    void shouldReadAnExampleFromBeforeThereWereDenseFeatures() throws Exception {
        assertThat(decode(GOLDEN_EXAMPLE)).isEqualTo(example(List.of()));
    }

    @Test
    void shouldReadAnExampleFromBeforeLabelsCouldBeLearntFromWithoutBeingJudgedBy() throws Exception {
        assertThat(decode(GOLDEN_EXAMPLE_2)).isEqualTo(example(Arrays.asList(2.5f, null)));
    }

    @Test
    void shouldReadAnEventFromBeforeThereWereErasures() throws Exception {
        Event expected = new Event("e1", "u1", T0, new Action("click", "a", "i1", Map.of("device", "tv")));
        byte[] bytes = HexFormat.of().parseHex(GOLDEN_EVENT);
        assertThat(new SingleObjectCodec<>(Event.class).decode(bytes)).isEqualTo(expected);
    }

    @Test
    void shouldReadARowFromBeforeThereWerePrecisions() throws Exception {
        byte[] key = new ModelRecordCodec().tombstone(2, -5).key();
        ModelRecord.Row row = (ModelRecord.Row)
                new ModelRecordCodec().decode(key, HexFormat.of().parseHex(GOLDEN_ROW));
        assertThat(row.lineage()).isEqualTo(7);
        assertThat(row.weights()).containsExactly(1.5f, -2f);
    }

    @ParameterizedTest
    @CsvSource({
        "io.millrace.schemas.TrainingExample, 2",
        "io.millrace.schemas.Event, 1",
        "io.millrace.schemas.Erased, 1",
        "io.millrace.schemas.ModelRow, 1"
    })
    void shouldKeepEveryVersionReadable(Class<?> contract, int versions) {
        Schema newest = SpecificData.get().getSchema(contract);
        var earlier = EarlierSchemas.of(contract);
        assertThat(earlier).hasSize(versions);
        assertThat(earlier).allSatisfy(writer -> {
            var pair = SchemaCompatibility.checkReaderWriterCompatibility(newest, writer);
            assertThat(pair.getType()).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(SchemaNormalization.parsingFingerprint64(writer))
                    .isNotEqualTo(SchemaNormalization.parsingFingerprint64(newest));
        });
    }
}
