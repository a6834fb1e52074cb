package io.millrace.sequence.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig.Actions;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.label.LabelPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single rules are in {@code JoinRulesTest}. */
class AttributionTest {
    private static final Attribution.Rules RULES = new Attribution.Rules(
            LabelPolicy.hashes(Actions.defaults().exposing()),
            LabelPolicy.hashes(Actions.defaults().clicks()),
            3_600_000);

    /** Of one item. */
    private static final class Item {
        private final List<Exposure> impressions = new ArrayList<>();
        private final List<ItemAction> actions = new ArrayList<>();

        void add(AcceptedEvent event) {
            if (event.payload() instanceof Impression) {
                impressions.add(Exposure.of(event.id(), event.time(), false, event.arrival()));
            } else if (event.payload() instanceof Action action) {
                actions.add(new ItemAction(
                        event.id(),
                        action.type(),
                        action.impression(),
                        event.time(),
                        event.arrival(),
                        action.features()));
            }
        }

        Attribution attribution() {
            return new Attribution(
                    impressions.stream()
                            .sorted((one, other) -> one.key().compareTo(other.key()))
                            .toList(),
                    actions,
                    RULES);
        }

        /** Where each action belongs, and which exposure it answers. */
        List<String> credits(int count) {
            Attribution attribution = attribution();
            return actions.subList(0, count).stream()
                    .map(action -> id(attribution.joinedBy(action)) + "/" + id(attribution.answeredBy(action)))
                    .toList();
        }

        private static String id(Exposure exposure) {
            return exposure == null ? "-" : Long.toString(exposure.id());
        }
    }

    private static List<AcceptedEvent> stream(long seed) {
        return TestingStream.ofEvents(seed, 1, 400).stream()
                .sorted(AcceptedEvent.ORDER)
                .toList();
    }

    private static long itemOf(AcceptedEvent event) {
        if (event.payload() instanceof Impression impression) {
            return impression.item();
        }
        return event.payload() instanceof Action action ? action.item() : 0;
    }

    /** What the short way of events in order relies on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNotBeChangedByWhatComesInOrder(long seed) {
        Map<Long, Item> items = new HashMap<>();
        Map<Long, List<String>> credits = new HashMap<>();
        for (AcceptedEvent event : stream(seed)) {
            Item item = items.computeIfAbsent(itemOf(event), i -> new Item());
            item.add(event);
            List<String> before = credits.getOrDefault(itemOf(event), List.of());

            assertThat(item.credits(before.size())).isEqualTo(before);
            assertThat(item.attribution().absorbed()).isEmpty();
            credits.put(itemOf(event), item.credits(item.actions.size()));
        }
    }

    /** Knowing the implied exposures before changes nothing, and one that should not be is told. */
    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void shouldTellWhichImpliedExposuresAreNone(long seed) {
        Map<Long, Item> whole = new HashMap<>();
        Map<Long, Item> withoutImpressions = new HashMap<>();
        for (AcceptedEvent event : stream(seed)) {
            whole.computeIfAbsent(itemOf(event), i -> new Item()).add(event);
            if (!(event.payload() instanceof Impression)) {
                withoutImpressions
                        .computeIfAbsent(itemOf(event), i -> new Item())
                        .add(event);
            }
        }
        whole.forEach((id, item) -> {
            List<Exposure> implied = withoutImpressions.getOrDefault(id, new Item()).attribution().exposures().stream()
                    .map(Attribution.Attributed::exposure)
                    .toList();
            List<Exposure> known = new ArrayList<>(item.impressions);
            known.addAll(implied);
            Attribution attribution = new Attribution(known, item.actions, RULES);

            List<Long> expected = item.attribution().exposures().stream()
                    .map(attributed -> attributed.exposure().id())
                    .toList();
            assertThat(attribution.exposures())
                    .extracting(attributed -> attributed.exposure().id())
                    .isEqualTo(expected);
            assertThat(attribution.absorbed())
                    .extracting(Exposure::id)
                    .containsExactlyInAnyOrderElementsOf(implied.stream()
                            .map(Exposure::id)
                            .filter(exposure -> !expected.contains(exposure))
                            .toList());
        });
    }
}
