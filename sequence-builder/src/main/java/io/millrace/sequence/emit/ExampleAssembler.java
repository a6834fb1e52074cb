package io.millrace.sequence.emit;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Slice;
import io.millrace.sequence.label.Mark;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.List;

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
        TrainingExample example = new TrainingExample();
        example.setExampleId(Ids.combine(user, ordinal));
        example.setUser(user);
        example.setRequestTime(cut.slice().nextTime().orElse(Math.max(now, last.actionTime())));
        example.setStatics(facts.statics(last.time()));
        example.setInteractions(interactions(cut.slice()));
        example.setAuxiliary(changes(facts, last.time()));
        example.setSupervision(supervision(cut));
        example.setArrival(arrival(cut.marks()));
        return example;
    }

    // Loops, not streams: a slice is long, and this is where most of the time went.
    private static List<io.millrace.schemas.Interaction> interactions(Slice slice) {
        List<io.millrace.schemas.Interaction> interactions =
                new ArrayList<>(slice.interactions().size());
        for (Interaction entry : slice.interactions()) {
            interactions.add(new io.millrace.schemas.Interaction(
                    entry.item(),
                    entry.time(),
                    types(entry.deeds()),
                    entry.actionTime(),
                    LongArrayList.wrap(entry.features().hashes()),
                    numbers(entry.features().numbers())));
        }
        return interactions;
    }

    private static List<Long> types(List<Deed> deeds) {
        long[] types = new long[deeds.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = deeds.get(i).type();
        }
        return LongArrayList.wrap(types);
    }

    private static List<Float> numbers(float[] numbers) {
        if (numbers.length == 0) {
            return List.of();
        }
        List<Float> list = new ArrayList<>(numbers.length);
        for (float number : numbers) {
            list.add(Float.isNaN(number) ? null : number);
        }
        return list;
    }

    private List<AuxiliaryChange> changes(UserFacts facts, long until) {
        List<AuxiliaryChange> changes = new ArrayList<>();
        for (UserFacts.Change change : facts.changesUntil(until, auxiliary)) {
            changes.add(new AuxiliaryChange(change.time(), change.id()));
        }
        return changes;
    }

    private static List<Supervision> supervision(Cut cut) {
        List<Supervision> supervision = new ArrayList<>(cut.marks().size());
        for (Mark mark : cut.marks()) {
            int index = cut.slice().indexOf(mark.entry());
            supervision.add(
                    new Supervision(index, mark.task(), mark.label(), mark.weight(), mark.matured(), mark.judged()));
        }
        return supervision;
    }

    private static long arrival(List<Mark> marks) {
        long newest = Long.MIN_VALUE;
        for (Mark mark : marks) {
            newest = Math.max(newest, mark.arrival());
        }
        return newest;
    }
}
