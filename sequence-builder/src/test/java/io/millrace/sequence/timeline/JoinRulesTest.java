package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.action;
import static io.millrace.sequence.TestingEvents.actionOn;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.intake.AcceptedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of docs/join.md, each at its bounds, with every order of arrival: the watermark follows the youngest event at
 * once, so that whatever comes behind a younger one is late.
 */
class JoinRulesTest {
    private static final long A = Duration.ofDays(1).toMillis();
    private static final long C = Duration.ofMinutes(30).toMillis();
    private static final SequenceConfig CONFIG =
            SequenceConfig.defaults().withEmission(new Emission(1000, Duration.ofDays(3)));

    /**
     * What is to come of some events.
     *
     * @param series "item@time[actions]", the time since T0
     * @param labels "task item@time=label"
     */
    private record Rule(String says, List<AcceptedEvent> events, List<String> series, List<String> labels) {
        static Rule that(String says, AcceptedEvent... events) {
            return new Rule(says, List.of(events), List.of(), List.of());
        }

        Rule gives(String... entries) {
            return new Rule(says, events, List.of(entries), labels);
        }

        Rule labelled(String... expected) {
            return new Rule(
                    says, events, series, Arrays.stream(expected).sorted().toList());
        }

        @Override
        public String toString() {
            return says;
        }
    }

    private static AcceptedEvent convert(long time) {
        return action("v", "convert", "a", T0 + time);
    }

    private static AcceptedEvent shown(long time) {
        return impression("i", "a", T0 + time);
    }

    static Stream<Rule> rules() {
        return Stream.of(joined(), implied(), credited(), timed(), series()).flatMap(rules -> rules);
    }

    private static Stream<Rule> joined() {
        return Stream.of(
                Rule.that("J1: unnamed, at the end of A", shown(0), click("c", "a", T0 + A))
                        .gives("a@0[click]")
                        .labelled("click a@0=0", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J1: unnamed, after A", shown(0), click("c", "a", T0 + A + 1))
                        .gives("a@0[]", "a@" + (A + 1) + "[click]")
                        .labelled("click a@0=0", at("convert", A + 1, 0), at("retrieval", A + 1, 1)),
                Rule.that("J1: named, at the end of A", shown(0), actionOn("i", "c", "click", "a", T0 + A))
                        .gives("a@0[click]")
                        .labelled("click a@0=0", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J1: named, after A", shown(0), actionOn("i", "c", "click", "a", T0 + A + 1))
                        .gives("a@0[]", "a@" + (A + 1) + "[click]")
                        .labelled("click a@0=0", at("convert", A + 1, 0), at("retrieval", A + 1, 1)),
                Rule.that("J1: at the same moment", shown(0), click("c", "a", T0))
                        .gives("a@0[click]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J1: not before it", click("c", "a", T0), shown(1))
                        .gives("a@0[click]", "a@1[]")
                        .labelled("click a@1=0", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J1: the last of several", shown(0), impression("j", "a", T0 + 1), click("c", "a", T0 + 9))
                        .gives("a@0[]", "a@1[click]")
                        .labelled("click a@0=0", "click a@1=1", "convert a@1=0", "retrieval a@1=1"),
                Rule.that("J1: the last in the order of ids at one moment", sorted("i", "j"))
                        .gives("a@0[]", "a@0[click]")
                        .labelled("click a@0=0", "click a@0=1", "convert a@0=0", "retrieval a@0=1"),
                Rule.that(
                                "J1: the one that is named",
                                shown(0),
                                impression("j", "a", T0 + 1),
                                actionOn("i", "c", "click", "a", T0 + 9))
                        .gives("a@0[]", "a@1[]", "a@9[click]")
                        .labelled("click a@0=1", "click a@1=0", "convert a@0=0", "retrieval a@9=1"),
                Rule.that("J2: named but unknown", shown(0), actionOn("lost", "c", "click", "a", T0 + 9))
                        .gives("a@0[]", "a@9[click]")
                        .labelled("click a@0=0", "convert a@9=0", "retrieval a@9=1"),
                Rule.that(
                                "J2: named of another item",
                                impression("i", "b", T0),
                                actionOn("i", "c", "click", "a", T0 + 9))
                        .gives("b@0[]", "a@9[click]")
                        .labelled("click b@0=0", "convert a@9=0", "retrieval a@9=1"));
    }

    /** Two impressions at one moment and a click. */
    private static AcceptedEvent[] sorted(String one, String other) {
        return new AcceptedEvent[] {
            impression(one, "a", T0), impression(other, "a", T0), click("c", "a", T0 + 9),
        };
    }

    private static String at(String task, long time, int label) {
        return "%s a@%d=%d".formatted(task, time, label);
    }

    private static Stream<Rule> implied() {
        return Stream.of(
                Rule.that("J3: an exposing action", click("c", "a", T0), action("l", "like", "a", T0 + A))
                        .gives("a@0[click, like]")
                        .labelled("convert a@0=0", "retrieval a@0=1"),
                Rule.that("J3: and the next after A", click("c", "a", T0), action("l", "like", "a", T0 + A + 1))
                        .gives("a@0[click]", "a@" + (A + 1) + "[like]")
                        .labelled("convert a@0=0", "retrieval a@0=1", at("retrieval", A + 1, 1)),
                Rule.that("J3: a conversion is no exposure", convert(0), click("c", "a", T0 + 1))
                        .gives("a@0[convert]", "a@1[click]")
                        .labelled("convert a@1=0", "retrieval a@1=1"),
                Rule.that("J3: the first of two clicks", click("c", "a", T0), click("d", "a", T0 + 9))
                        .gives("a@0[click]")
                        .labelled("convert a@0=0", "retrieval a@0=1"),
                Rule.that(
                                "J3: none where an exposure comes late between others",
                                shown(0),
                                impression("j", "b", T0 + 5),
                                click("c", "a", T0 + 9),
                                action("l", "like", "a", T0 + 12))
                        .gives("a@0[]", "b@5[]", "a@9[click]", "a@12[like]")
                        .labelled("click a@0=1", "click b@5=0", "convert a@0=0", "retrieval a@9=1", "retrieval a@12=1"),
                Rule.that(
                                "J3: of two implied, one for what is after A",
                                shown(0),
                                click("c", "a", T0 + 9),
                                action("l", "like", "a", T0 + A + 1))
                        .gives("a@0[click]", "a@" + (A + 1) + "[like]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1", at("retrieval", A + 1, 1)));
    }

    private static Stream<Rule> credited() {
        return Stream.of(
                Rule.that("J4, J6: at the end of A after the click", click("c", "a", T0), convert(A))
                        .gives("a@0[click, convert]")
                        .labelled("convert a@0=1", "retrieval a@0=1"),
                Rule.that("J4, J6: after it", click("c", "a", T0), convert(A + 1))
                        .gives("a@0[click]", "a@" + (A + 1) + "[convert]")
                        .labelled("convert a@0=0", "retrieval a@0=1"),
                Rule.that("J4, J6: not before the click", shown(0), convert(5), click("c", "a", T0 + 9))
                        .gives("a@0[click, convert]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J4: of a shown exposure too", shown(0), click("c", "a", T0 + 9), convert(20))
                        .gives("a@0[click, convert]")
                        .labelled("click a@0=1", "convert a@0=1", "retrieval a@0=1"),
                Rule.that(
                                "J4: the clicked, not the shown",
                                shown(0),
                                click("c", "a", T0 + 9),
                                impression("j", "a", T0 + 15),
                                convert(20))
                        .gives("a@0[click]", "a@15[convert]")
                        .labelled("click a@0=1", "click a@15=0", "convert a@0=1", "retrieval a@0=1"),
                Rule.that(
                                "J4: the one clicked last",
                                shown(0),
                                impression("j", "a", T0 + 1),
                                actionOn("j", "c", "click", "a", T0 + 9),
                                actionOn("i", "d", "click", "a", T0 + 10),
                                convert(20))
                        .gives("a@0[]", "a@1[click]", "a@10[click]", "a@20[convert]")
                        .labelled(
                                "click a@0=1",
                                "click a@1=1",
                                "convert a@0=1",
                                "convert a@1=0",
                                "retrieval a@1=1",
                                "retrieval a@10=1"),
                Rule.that(
                                "J4: none that was not clicked, though it be named",
                                shown(0),
                                impression("j", "a", T0 + 1),
                                actionOn("j", "c", "click", "a", T0 + 9),
                                actionOn("i", "v", "convert", "a", T0 + 20))
                        .gives("a@0[]", "a@1[click]", "a@20[convert]")
                        .labelled("click a@0=0", "click a@1=1", "convert a@1=0", "retrieval a@1=1"),
                Rule.that("J6: not asked of what was not clicked", shown(0), convert(5))
                        .gives("a@0[convert]")
                        .labelled("click a@0=0"));
    }

    private static Stream<Rule> timed() {
        return Stream.of(
                Rule.that("J5: at the end of C", shown(0), click("c", "a", T0 + C))
                        .gives("a@0[click]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J5: after C", shown(0), click("c", "a", T0 + C + 1))
                        .gives("a@0[click]")
                        .labelled("click a@0=0", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J5: one of two is within C", shown(0), click("c", "a", T0 + C), click("d", "a", T0 + C + 1))
                        .gives("a@0[click]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1"),
                Rule.that("J5: another type does not answer", shown(0), action("d", "dislike", "a", T0 + 9))
                        .gives("a@0[dislike]")
                        .labelled("click a@0=0"));
    }

    private static Stream<Rule> series() {
        return Stream.of(
                Rule.that("J7: something between", shown(0), impression("j", "b", T0 + 5), click("c", "a", T0 + 9))
                        .gives("a@0[]", "b@5[]", "a@9[click]")
                        .labelled("click a@0=1", "click b@5=0", "convert a@0=0", "retrieval a@9=1"),
                Rule.that("J7: something behind", shown(0), click("c", "a", T0 + 9), impression("j", "b", T0 + 20))
                        .gives("a@0[click]", "b@20[]")
                        .labelled("click a@0=1", "click b@20=0", "convert a@0=0", "retrieval a@0=1"),
                Rule.that(
                                "J7: between two of one type",
                                shown(0),
                                click("c", "a", T0 + 10),
                                impression("j", "b", T0 + 15),
                                click("d", "a", T0 + 20))
                        .gives("a@0[click]", "b@15[]", "a@20[click]")
                        .labelled(
                                "click a@0=1", "click b@15=0", "convert a@0=0", "retrieval a@0=1", "retrieval a@20=1"),
                Rule.that(
                                "J8: one positive for each entry",
                                shown(0),
                                action("d", "dislike", "a", T0 + 1),
                                action("l", "like", "a", T0 + 2),
                                click("c", "a", T0 + 3))
                        .gives("a@0[click, dislike, like]")
                        .labelled("click a@0=1", "convert a@0=0", "retrieval a@0=1"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shouldHoldInWhateverOrderTheEventsCome(Rule rule) {
        for (List<AcceptedEvent> arrivals : permutations(rule.events)) {
            TestingTimeline timeline = new TestingTimeline(CONFIG);
            long youngest = T0;
            for (AcceptedEvent event : arrivals) {
                timeline.take(event);
                youngest = Math.max(youngest, event.time());
                // Before anything is let go of (J9).
                timeline.advance(Math.min(youngest, T0 + A));
            }
            timeline.advance(T0 + 20 * A);
            assertThat(timeline.series()).as("%s", arrivals).isEqualTo(rule.series);
            assertThat(timeline.labels().stream().sorted()).as("%s", arrivals).isEqualTo(rule.labels);
            assertThat(timeline.count(Count.EXPOSURES))
                    .isEqualTo(timeline.count(Count.EXPOSURES_LABELLED) + timeline.count(Count.EXPOSURES_ABSORBED));
        }
    }

    private static List<List<AcceptedEvent>> permutations(List<AcceptedEvent> events) {
        if (events.isEmpty()) {
            return List.of(List.of());
        }
        List<List<AcceptedEvent>> all = new ArrayList<>();
        for (AcceptedEvent first : events) {
            List<AcceptedEvent> others = new ArrayList<>(events);
            others.remove(first);
            for (List<AcceptedEvent> rest : permutations(others)) {
                List<AcceptedEvent> whole = new ArrayList<>(rest);
                whole.add(0, first);
                all.add(whole);
            }
        }
        return all;
    }
}
