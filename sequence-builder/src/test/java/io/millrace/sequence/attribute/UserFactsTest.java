package io.millrace.sequence.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.attribute.UserFacts.Change;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserFactsTest {
    private static final long PLAN = Ids.of("plan");
    private static final long GOLD = Ids.of("plan=gold");
    private static final long NONE = Ids.of("plan=none");

    /** Version 1. Never to be regenerated. */
    private static final String GOLDEN =
            "01020361676506000000000000000007636f756e747279056aba0bda01da34b10106585a8caf779409971ea600283bc8fb";

    private final UserFacts facts = new UserFacts(null, 4);

    private void slow(String value, long time) {
        facts.apply(new AttributeChange(true, "plan", value == null ? 0 : Ids.ofFact("plan", value)), time);
    }

    private List<Change> changes() {
        return facts.changesUntil(Long.MAX_VALUE, 100);
    }

    @Test
    void shouldNoteASlowAttributeOnlyWhereItChanges() {
        slow("gold", 1);
        slow("gold", 2);
        slow("none", 3);

        assertThat(changes()).containsExactly(new Change(1, PLAN, GOLD), new Change(3, PLAN, NONE));
    }

    @Test
    void shouldNoteThatASlowAttributeWasTakenBackOnlyIfItWasThere() {
        slow(null, 1);
        slow("gold", 2);
        slow(null, 3);
        slow(null, 4);

        assertThat(changes()).containsExactly(new Change(2, PLAN, GOLD), new Change(3, PLAN, PLAN));
    }

    @Test
    void shouldMoveAChangeThatHadHappenedEarlier() {
        slow("none", 1);
        slow("gold", 20);
        slow("gold", 10);

        assertThat(changes()).containsExactly(new Change(1, PLAN, NONE), new Change(10, PLAN, GOLD));
    }

    @Test
    void shouldKeepTheNewestChanges() {
        for (int i = 0; i < 10; i++) {
            slow("v" + i, i);
        }

        assertThat(changes()).extracting(Change::time).containsExactly(6L, 7L, 8L, 9L);
        assertThat(facts.changesUntil(8, 2)).extracting(Change::time).containsExactly(7L, 8L);
    }

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        slow("gold", 1);
        facts.apply(new AttributeChange(false, "country", Ids.of("country=NL")), 5);
        facts.apply(new AttributeChange(false, "age", 0), 6);

        assertThat(HexFormat.of().formatHex(facts.encode())).isEqualTo(GOLDEN);
        UserFacts read = new UserFacts(HexFormat.of().parseHex(GOLDEN), 4);

        assertThat(read.statics()).containsExactly(Ids.of("country=NL"));
        assertThat(read.changesUntil(9, 9)).isEqualTo(changes());
    }
}
