package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Manifest;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class ManifestSealTest {
    private static final byte[] KEY = HexFormat.of().parseHex("c301c5a4068f5cce7f3c040018");

    /** Version 1, without a checksum. Never to be regenerated: it stands for what is on topics. */
    private static final byte[] GOLDEN = HexFormat.of()
            .parseHex("c30137acdd336dee87c50d18161012087465787402106576656e74732d300a00"
                    + "ffffffffffffffffff0102040608000004020400000014");

    /** Version 2, with a checksum and without partitions. Never to be regenerated either. */
    private static final byte[] GOLDEN_2 = HexFormat.of()
            .parseHex("c30154a68bbca0e9d0e50d18161012087465787402106576656e74732d300a00"
                    + "ffffffffffffffffff0102040608000004020400000014aee88cd873517d80");

    private final ModelRecordCodec codec = new ModelRecordCodec();

    @Test
    void shouldReadAManifestFromBeforeThereWereChecksums() throws Exception {
        assertThat(codec.decode(KEY, GOLDEN)).isEqualTo(new ModelRecord.VersionManifest(manifest()));
    }

    @Test
    void shouldReadAManifestFromBeforeItSaidPartitions() throws Exception {
        assertThat(codec.decode(KEY, GOLDEN_2)).isEqualTo(new ModelRecord.VersionManifest(manifest()));
    }

    @Test
    void shouldReadWhatItSealed() throws Exception {
        ModelRecordCodec.Encoded sealed = codec.manifest(manifest());

        assertThat(codec.decode(sealed.key(), sealed.value())).isEqualTo(new ModelRecord.VersionManifest(manifest()));
    }

    @Test
    void shouldSealWhatWasReadAgainWithTheSameBytes() throws Exception {
        ModelRecordCodec.Encoded sealed = codec.manifest(manifest());
        Manifest read = ((ModelRecord.VersionManifest) codec.decode(sealed.key(), sealed.value())).manifest();

        assertThat(codec.manifest(read).value()).isEqualTo(sealed.value());
    }

    @Test
    void shouldRefuseEveryFlippedBit() {
        for (byte[] sealed : List.of(codec.manifest(manifest()).value(), GOLDEN_2)) {
            for (int bit = 0; bit < 8 * sealed.length; bit++) {
                byte[] flipped = sealed.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> codec.decode(KEY, flipped))
                        .as("bit %d", bit)
                        .isInstanceOf(UndecodableException.class);
            }
        }
    }

    @Test
    void shouldKeepTheChecksumLastAndTheVersionsBeforeReadable() {
        Schema newest = Manifest.getClassSchema();
        List<Schema> earlier = EarlierSchemas.of(Manifest.class);

        assertThat(newest.getFields().get(newest.getFields().size() - 1).name()).isEqualTo("checksum");
        assertThat(earlier).hasSize(2).allSatisfy(writer -> {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(newest, writer)
                            .getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(SchemaNormalization.parsingFingerprint64(writer))
                    .isNotEqualTo(SchemaNormalization.parsingFingerprint64(newest));
        });
    }

    private static Manifest manifest() {
        return Manifest.newBuilder(ModelRecordCodecTest.manifest(12))
                .setLineage(-7)
                .setParent(11)
                .build();
    }
}
