package io.millrace.sequence.emit;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.label.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Writes a cut down as a training example. */
public final class ExampleAssembler {
    private final int auxiliary;

    /**
     * @param auxiliary most changes of slow attributes in an example
     */
    public ExampleAssembler(int auxiliary) {
        this.auxiliary = auxiliary;
    }

    /**
     * @param user hash of the user id
     * @param ordinal number of the example among the user's
     * @param now event time of the cut, milliseconds
     */
    public TrainingExample assemble(long user, long ordinal, Cut cut, UserFacts facts, long now) {
        Interaction last = cut.slice().last();
        return TrainingExample.newBuilder()
                .setExampleId(Ids.combine(user, ordinal))
                .setUser(user)
                .setRequestTime(cut.slice().nextTime().orElse(Math.max(now, last.actionTime())))
                .setStatics(facts.statics(last.time()))
                .setInteractions(cut.slice().interactions().stream()
                        .map(ExampleAssembler::interaction)
                        .toList())
                .setAuxiliary(facts.changesUntil(last.time(), auxiliary).stream()
                        .map(change -> new AuxiliaryChange(change.time(), change.id()))
                        .toList())
                .setSupervision(
                        cut.marks().stream().map(mark -> supervision(cut, mark)).toList())
                .setArrival(cut.marks().stream().mapToLong(Mark::arrival).max().orElseThrow())
                .build();
    }

    private static io.millrace.schemas.Interaction interaction(Interaction entry) {
        return new io.millrace.schemas.Interaction(
                entry.item(),
                entry.time(),
                entry.deeds().stream().map(Interaction.Deed::type).toList(),
                entry.actionTime(),
                LongStream.of(entry.features().hashes()).boxed().toList(),
                numbers(entry.features().numbers()));
    }

    private static List<Float> numbers(float[] numbers) {
        List<Float> list = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            list.add(Float.isNaN(number) ? null : number);
        }
        return list;
    }

    private static Supervision supervision(Cut cut, Mark mark) {
        return new Supervision(
                cut.slice().indexOf(mark.entry()),
                mark.task(),
                mark.label(),
                mark.weight(),
                mark.matured(),
                mark.judged());
    }
}
