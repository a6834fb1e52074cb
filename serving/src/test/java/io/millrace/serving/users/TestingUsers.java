package io.millrace.serving.users;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.List;

/** What the sequence builder would tell of users. */
public final class TestingUsers {
    private static final long SECOND = 1_000;

    private TestingUsers() {}

    /** A click on each of the items, one a second, the last at {@code time}; cut then. */
    public static TrainingExample example(String user, long time, String... items) {
        List<Interaction> interactions = new ArrayList<>();
        for (int i = 0; i < items.length; i++) {
            long at = time - (items.length - 1 - i) * SECOND;
            interactions.add(new Interaction(Ids.of(items[i]), at, List.of(Ids.of("click")), at, List.of(), List.of()));
        }
        return TrainingExample.newBuilder()
                .setExampleId(Ids.combine(Ids.of(user), time))
                .setUser(Ids.of(user))
                .setRequestTime(time)
                .setStatics(List.of(77L))
                .setInteractions(interactions)
                .setAuxiliary(List.of(new AuxiliaryChange(time, 5L)))
                .setSupervision(List.of(new Supervision(0, "click", 1f, 1f, time, true)))
                .setArrival(time)
                .build();
    }

    public static Erased erased(String user, long time) {
        return erased(user, time, time);
    }

    /** @param effect when it took effect */
    public static Erased erased(String user, long time, long effect) {
        return new Erased(Ids.of(user), user, "erasure-" + time, time, effect, 1, 0, 0, time);
    }
}
