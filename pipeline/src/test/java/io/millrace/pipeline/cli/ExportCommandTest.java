package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.follow.FollowerStatus;
import io.millrace.serving.topic.TopicStatus.State;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExportCommandTest {
    private static final OptionalLong NONE = OptionalLong.empty();

    private static FollowerStatus status(State state, long lag) {
        AssemblyStatus assembly = new AssemblyStatus(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, "", "no manifest yet");
        return new FollowerStatus(state, Optional.empty(), assembly, 10, 0, "", lag);
    }

    private static String whyNone(FollowerStatus status, OptionalLong inUse) {
        return ExportCommand.whyNone(status, inUse, "somewhere:9092", 60);
    }

    @Test
    void shouldSayThatBrokerOrTopicAreNotThere() {
        assertThat(whyNone(status(State.STARTING, FollowerStatus.UNKNOWN_LAG), NONE))
                .startsWith("within 60 s no broker at somewhere:9092, or no topic model there");
    }

    @Test
    void shouldSayWhyTheNewestVersionDoesNotVerify() {
        assertThat(whyNone(status(State.FOLLOWING, 0), NONE))
                .isEqualTo("no version verified within 60 s: no manifest yet");
    }

    @Test
    void shouldSayHowMuchIsLeftToBeReadAndWhatHelps() {
        assertThat(whyNone(status(State.FOLLOWING, 12_345), OptionalLong.of(7)))
                .isEqualTo(
                        "version 7 verified, but 12,345 records are left to be read after 60 s: give a longer --wait");
        assertThat(whyNone(status(State.FOLLOWING, FollowerStatus.UNKNOWN_LAG), OptionalLong.of(7)))
                .contains("it is not known how many records are left");
    }
}
