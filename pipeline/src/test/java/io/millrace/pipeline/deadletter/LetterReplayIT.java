package io.millrace.pipeline.deadletter;

import static io.millrace.pipeline.deadletter.TestingLetters.letter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.DeadLetter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost and nothing is there twice, whatever happens to a replay. */
class LetterReplayIT {
    @TempDir
    private Path folder;

    private TestingLetters topics;

    @BeforeEach
    void start() {
        topics = new TestingLetters(folder);
    }

    @AfterEach
    void stop() {
        topics.close();
    }

    private LetterReplay replay(Selection selection) {
        LetterReplay replay = new LetterReplay(topics.brokers(), selection);
        replay.run();
        return replay;
    }

    @Test
    void shouldPutEachLetterBackOnceHoweverOftenItWasWrittenAndItIsRun() {
        topics.write(letter("a", 0, 5), letter("b", 2, 7), letter("a", 0, 5), letter("a", 1, 5));

        LetterReplay first = replay(Selection.ALL);
        LetterReplay second = replay(Selection.ALL);

        assertThat(first.replayed()).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(second.replayed()).isEmpty();
        assertThat(second.putBackBefore()).isEqualTo(3);
        assertThat(topics.events())
                .containsExactlyInAnyOrder(
                        "0: key 5, value 0 5, events-0@5",
                        "1: key 5, value 1 5, events-1@5",
                        "2: key 7, value 2 7, events-2@7");
    }

    @Test
    void shouldPutBackWhatIsSelectedAndLaterTheRest() {
        topics.write(letter("a", 0, 1), letter("b", 0, 2), letter("a", 0, 3));

        LetterReplay some = replay(new Selection(Set.of("a"), null, null, null, null, 2L));
        LetterReplay rest = replay(Selection.ALL);

        assertThat(some.replayed()).isEqualTo(Map.of("a", 1L));
        assertThat(rest.replayed()).isEqualTo(Map.of("a", 1L, "b", 1L));
        assertThat(rest.putBackBefore()).isEqualTo(1);
        assertThat(topics.events()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void shouldPutBackALetterOfARecordThatWasPutBackAndIsBadStill() {
        topics.write(letter("a", 0, 1));
        replay(Selection.ALL);
        topics.write(letter("a", 0, 9));

        assertThat(replay(Selection.ALL).replayed()).isEqualTo(Map.of("a", 1L));
        assertThat(topics.events()).last().asString().endsWith("events-0@9");
    }

    @Test
    void shouldStartAgainFromWhatAReplayThatWasCutShortHadCommitted() {
        int letters = 1200;
        topics.write(
                IntStream.range(0, letters).mapToObj(i -> letter("a", i % 3, i)).toArray(DeadLetter[]::new));
        LetterProducer cutShort = LetterProducer.open(topics.brokers());
        // Two transactions of 500, and a third that is left open.
        new DeadLetterTopic(topics.brokers()).forEach((letter, partition) -> {
            if (letter.getOffset() < 1100) {
                cutShort.putBack(letter, partition);
            }
        });

        LetterReplay again = replay(Selection.ALL);

        assertThat(again.putBackBefore()).isEqualTo(1000);
        assertThat(again.replayed()).isEqualTo(Map.of("a", 200L));
        assertThat(topics.events())
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, letters)
                        .mapToObj(i -> "%d: key %d, value %1$d %2$d, events-%1$d@%2$d".formatted(i % 3, i))
                        .toList());
        assertThatThrownBy(cutShort::commit)
                .isInstanceOf(DeadLetterException.class)
                .hasMessageStartingWith("another replay of dead letters has begun and shut this one out");
        cutShort.close();
        assertThat(topics.events()).hasSize(letters);
    }

    @Test
    void shouldLeaveWhatIsNoEventOrHasNoBytes() {
        topics.write(
                letter("training-examples", "not-finite", -1, -1, "an example"),
                letter("training-examples", "exploding-row", -1, -1, null),
                letter("training-examples", "exploding-row", -1, -1, null),
                letter("events", "oversized-record", 0, 1, null),
                letter("a", 0, 2));

        LetterReplay replay = replay(Selection.ALL);

        assertThat(replay.impossible()).isEqualTo(4);
        assertThat(replay.replayed()).isEqualTo(Map.of("a", 1L));
        assertThat(topics.events()).containsExactly("0: key 2, value 0 2, events-0@2");
        assertThat(Tally.of(new DeadLetterTopic(topics.brokers()), Selection.ALL, 1)
                        .entries())
                .extracting(Tally.Entry::reason, Tally.Entry::count, Tally.Entry::putBack)
                .contains(tuple("exploding-row", 2L, 0L));
    }

    @Test
    void shouldSendALetterOfAFileWhereItsKeyBelongs() {
        topics.write(
                letter("a", 17, 4),
                letter("000000.avro", "a", 0, 4, "of a file"),
                letter("000001.avro", "a", 0, 4, "of another"));

        replay(Selection.ALL);

        List<String> events = topics.events();
        assertThat(events).hasSize(3);
        assertThat(events).anySatisfy(event -> assertThat(event).contains("of a file", "000000.avro-0@4"));
        assertThat(events).anySatisfy(event -> assertThat(event).contains("of another", "000001.avro-0@4"));
        assertThat(events)
                .extracting(event -> event.charAt(0))
                .as("one key, one partition")
                .containsOnly(events.get(0).charAt(0));
    }

    @Test
    void shouldWriteNothingInADryRun() {
        topics.write(letter("a", 0, 1), letter("b", 0, 2));
        replay(new Selection(Set.of("b"), null, null, null, null, null));
        long before = topics.written();

        LetterReplay dry = new LetterReplay(topics.brokers(), Selection.ALL);
        dry.dryRun();

        assertThat(dry.replayed()).isEqualTo(Map.of("a", 1L));
        assertThat(dry.putBackBefore()).isEqualTo(1);
        assertThat(topics.written()).isEqualTo(before);
        assertThat(topics.events()).hasSize(1);
    }

    @Test
    void shouldSendALetterOfAPartitionThatIsNoMoreWhereItsKeyBelongs() {
        topics.write(letter("a", 17, 1));

        replay(Selection.ALL);

        assertThat(topics.events()).singleElement().asString().contains("events-17@1");
        assertThat(List.of("0", "1", "2")).contains(topics.events().get(0).substring(0, 1));
    }
}
