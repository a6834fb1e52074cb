package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.ModelRow;
import io.millrace.schemas.Precision;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecordCodec.Encoded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelRecordCodecTest {
    private final ModelRecordCodec codec = new ModelRecordCodec();

    @Test
    void shouldGiveBackARowWithoutItsSlots() throws Exception {
        Encoded encoded = codec.row(7, 3, 2, -5, new float[] {1.5f, -2f, 99f}, 2);

        ModelRecord.Row row = (ModelRecord.Row) codec.decode(encoded.key(), encoded.value());

        assertThat(row.lineage()).isEqualTo(7);
        assertThat(row.version()).isEqualTo(3);
        assertThat(row.table()).isEqualTo(2);
        assertThat(row.row()).isEqualTo(-5);
        assertThat(row.weights()).containsExactly(1.5f, -2f);
    }

    @Test
    void shouldPackWeightsAsTheContractSays() throws Exception {
        byte[] value = codec.row(7, 3, 2, -5, new float[] {1.5f, -2f}, 2).value();

        ByteBuffer weights =
                new SingleObjectCodec<>(ModelRow.class).decode(value).getWeights();

        assertThat(weights.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer())
                .isEqualTo(FloatBuffer.wrap(new float[] {1.5f, -2f}));
    }

    @Test
    void shouldGiveBackARowInHalfTheBytes() throws Exception {
        float[] values = {Bfloat16.round(1.001f), Bfloat16.round(-3.14159f), 99f};
        Encoded half = codec.row(7, 3, 2, -5, values, 2, Precision.BFLOAT16);
        ModelRecord.Row row = (ModelRecord.Row) codec.decode(half.key(), half.value());
        assertThat(row.weights()).containsExactly(1f, -3.140625f);
        assertThat(codec.row(7, 3, 2, -5, values, 2).value()).hasSize(half.value().length + 4);
        Encoded whole = codec.row(7, 3, 2, -5, new float[] {1.001f, -3.14159f}, 2);
        assertThat(((ModelRecord.Row) codec.decode(whole.key(), whole.value())).weights())
                .containsExactly(1.001f, -3.14159f);
    }

    @Test
    void shouldKeepWhatItReturnedWhenItsScratchIsUsedAgain() throws Exception {
        Encoded wide = codec.row(1, 1, 0, 1, new float[200], 200);
        Encoded first = codec.row(1, 1, 0, 2, new float[] {1, 2, 3}, 3);
        codec.row(1, 1, 0, 3, new float[] {7, 8, 9}, 3);

        assertThat(((ModelRecord.Row) codec.decode(wide.key(), wide.value())).weights())
                .hasSize(200);
        assertThat(((ModelRecord.Row) codec.decode(first.key(), first.value())).weights())
                .containsExactly(1, 2, 3);
    }

    @Test
    void shouldGiveEqualKeyBytesToEqualKeysOnly() {
        byte[] key = codec.row(1, 1, 4, 9, new float[] {1}, 1).key();

        assertThat(codec.row(2, 8, 4, 9, new float[] {3}, 1).key()).isEqualTo(key);
        assertThat(codec.tombstone(4, 9).key()).isEqualTo(key);
        assertThat(codec.row(1, 1, 4, 10, new float[] {1}, 1).key()).isNotEqualTo(key);
        assertThat(codec.endOfVersion(mark(9)).key()).isNotEqualTo(key);
    }

    @Test
    void shouldGiveBackMarkManifestAndTombstone() throws Exception {
        Encoded mark = codec.endOfVersion(mark(6));
        Encoded manifest = codec.manifest(manifest(1030));
        Encoded tombstone = codec.tombstone(4, 9);

        assertThat(codec.decode(mark.key(), mark.value())).isEqualTo(new ModelRecord.GroupEnd(mark(6)));
        assertThat(codec.decode(manifest.key(), manifest.value()))
                .isEqualTo(new ModelRecord.VersionManifest(manifest(1030)));
        assertThat(codec.decode(tombstone.key(), tombstone.value())).isEqualTo(new ModelRecord.RowTombstone(4, 9));
    }

    @Test
    void shouldReuseTheKeyOfAManifestAfterAllSlots() {
        byte[] key = codec.manifest(manifest(6)).key();

        assertThat(codec.manifest(manifest(6 + ModelRecordCodec.MANIFEST_SLOTS)).key())
                .isEqualTo(key);
        assertThat(codec.manifest(manifest(7)).key()).isNotEqualTo(key);
    }

    /** However long a hold lasts, the manifest of the version that followers are to use stays on the topic. */
    @Test
    void shouldNotPutAHeldManifestInThePlaceOfAGoodOne() throws Exception {
        Manifest held = manifest(6);
        held.setVerdict(Verdict.HELD);
        held.setReason("odd");
        Encoded encoded = codec.manifest(held);
        for (long version = 0; version < ModelRecordCodec.MANIFEST_SLOTS; version++) {
            assertThat(codec.manifest(manifest(version)).key()).isNotEqualTo(encoded.key());
        }
        assertThat(codec.decode(encoded.key(), encoded.value()))
                .isInstanceOfSatisfying(
                        ModelRecord.VersionManifest.class,
                        read -> assertThat(read.manifest().getReason()).isEqualTo("odd"));
        assertUndecodable(codec.manifest(manifest(6)).key(), encoded.value());
    }

    @Test
    void shouldRefuseAValueThatContradictsItsKey() {
        Encoded row = codec.row(1, 1, 4, 9, new float[] {1}, 1);
        Encoded other = codec.row(1, 1, 4, 10, new float[] {1}, 1);
        Encoded mark = codec.endOfVersion(mark(6));

        assertUndecodable(row.key(), other.value());
        assertUndecodable(row.key(), mark.value());
        assertUndecodable(codec.endOfVersion(mark(5)).key(), mark.value());
        assertUndecodable(
                codec.manifest(manifest(1)).key(), codec.manifest(manifest(2)).value());
    }

    @Test
    void shouldRefuseWhatIsNoRecord() {
        byte[] value = codec.row(1, 1, 4, 9, new float[] {1}, 1).value();

        assertUndecodable(null, value);
        assertUndecodable(new byte[] {1, 2, 3}, value);
        assertUndecodable(codec.tombstone(4, 9).key(), new byte[0]);
        assertUndecodable(codec.endOfVersion(mark(6)).key(), null);
    }

    @Test
    void shouldRefuseWeightsThatAreNoWholeFloats() {
        ModelRow row = new ModelRow(1L, 1L, 4, 9L, ByteBuffer.wrap(new byte[5]), Precision.FLOAT32);

        assertUndecodable(codec.tombstone(4, 9).key(), new SingleObjectCodec<>(ModelRow.class).encode(row));
    }

    private void assertUndecodable(byte[] key, byte[] value) {
        assertThatThrownBy(() -> codec.decode(key, value)).isInstanceOf(UndecodableException.class);
    }

    private static EndOfVersion mark(int keyGroup) {
        return new EndOfVersion(1L, 2L, keyGroup, 3L, 4L, 5L, 6L);
    }

    static Manifest manifest(long version) {
        return Manifest.newBuilder()
                .setLineage(1)
                .setVersion(version)
                .setParent(-1)
                .setKeyGroups(8)
                .setSchemaHash(9)
                .setModel("text")
                .setOffsets(Map.of("events-0", 5L))
                .setWatermark(Long.MIN_VALUE)
                .setAppliedExamples(1)
                .setAppliedDigest(2)
                .setRows(3)
                .setDigest(4)
                .setCounts(Map.of())
                .setEvaluations(List.of())
                .setArrivals(List.of(1L, 2L))
                .setVerdict(Verdict.GOOD)
                .setReason("")
                .setCreatedAt(10)
                .build();
    }
}
