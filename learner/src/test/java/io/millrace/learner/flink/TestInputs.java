package io.millrace.learner.flink;

import io.millrace.learner.LineageConfig;
import io.millrace.learner.PublicationConfig;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Precision;
import io.millrace.schemas.TrainingExample;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;

/** What goes into a learner where nothing matters but examples. */
final class TestInputs {
    private TestInputs() {}

    static Learner.Inputs of(DataStream<TrainingExample> examples) {
        return of(
                examples,
                examples.flatMap((TrainingExample example, Collector<GivenOrder> out) -> {})
                        .returns(TypeInformation.of(GivenOrder.class)));
    }

    static Learner.Inputs of(DataStream<TrainingExample> examples, DataStream<GivenOrder> orders) {
        return new Learner.Inputs(
                examples,
                none(examples, CheckpointReport.class),
                none(examples, Erased.class),
                orders,
                Optional::empty);
    }

    /** Of versions that are held only if nothing finite comes out of the model. */
    static PublicationConfig publication(LineageConfig lineage, Precision precision) {
        return new PublicationConfig(lineage, VerdictRules.LENIENT, precision);
    }

    private static <T extends SpecificRecordBase> DataStream<T> none(
            DataStream<TrainingExample> examples, Class<T> contract) {
        return examples.flatMap((TrainingExample example, Collector<T> out) -> {})
                .returns(new AvroTypeInfo<>(contract));
    }
}
