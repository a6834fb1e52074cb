package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Event;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.ModelKey;
import io.millrace.schemas.ModelRow;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.TrainingExample;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractRoundTripTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                Event.class,
                TrainingExample.class,
                DeadLetter.class,
                Erased.class,
                CheckpointReport.class,
                Evaluation.class,
                ModelKey.class,
                ModelRow.class,
                EndOfVersion.class,
                Manifest.class,
                PublicationOrder.class
            })
    <T extends SpecificRecord> void shouldReadBackWhatItWrites(Class<T> contract) throws Exception {
        SingleObjectCodec<T> codec = new SingleObjectCodec<>(contract);
        for (int seed = 0; seed < 50; seed++) {
            T record = random(contract, seed);
            assertThat(codec.decode(codec.encode(record))).isEqualTo(record);
        }
    }

    /** A random record of the contract, its strings as the generated classes have them. */
    static <T extends SpecificRecord> T random(Class<T> contract, long seed) {
        Schema schema = SpecificData.get().getSchema(contract);
        Object generic = new RandomData(schema, 1, seed).iterator().next();
        return contract.cast(SpecificData.get().deepCopy(schema, generic));
    }
}
