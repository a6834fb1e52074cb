package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that are shell scripts. */
class PeerProcessTest {
    private static final String READY = "echo '{\"ready\": true, \"work\": 7}'; ";

    private static PeerProcess start(String script) throws Exception {
        return new PeerProcess(List.of("/bin/sh", "-c", script));
    }

    @Test
    void shouldPassAsOftenAsItIsAskedTo() throws Exception {
        String script = READY + "n=0; while read line; do n=$((n + 1)); echo \"{\\\"seconds\\\": $n}\"; done";
        try (PeerProcess peer = start(script)) {
            assertThat(peer.ready().get("work").intValue()).isEqualTo(7);
            assertThat(peer.pass()).isEqualTo(1);
            assertThat(peer.pass()).isEqualTo(2);
        }
    }

    @Test
    void shouldEndWhenItIsClosed() throws Exception {
        PeerProcess peer = start(READY + "while read line; do :; done");

        peer.close();

        assertThatThrownBy(peer::pass).isInstanceOf(PeerFailedException.class).hasMessageContaining("ended with 0");
    }

    @Test
    void shouldTellHowItEndedAndWhatItSaidLast() {
        assertThatThrownBy(() -> start("echo 'no module named torch' >&2; exit 3"))
                .isInstanceOf(PeerFailedException.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("no module named torch");
    }

    @Test
    void shouldTellSoWhenItEndsInTheMiddleOfAPass() throws Exception {
        try (PeerProcess peer = start(READY + "read line; echo 'out of memory' >&2; exit 1")) {
            assertThatThrownBy(peer::pass)
                    .isInstanceOf(PeerFailedException.class)
                    .hasMessageContaining("ended with 1")
                    .hasMessageContaining("out of memory");
        }
    }

    @Test
    void shouldRefuseAnAnswerThatIsNoJson() {
        assertThatThrownBy(() -> start("echo Hello."))
                .isInstanceOf(PeerFailedException.class)
                .hasMessageContaining("Hello.");
    }

    @Test
    void shouldRefuseAPassWithoutSeconds() throws Exception {
        try (PeerProcess peer = start(READY + "read line; echo '{\"steps\": 4}'; read line")) {
            assertThatThrownBy(peer::pass)
                    .isInstanceOf(PeerFailedException.class)
                    .hasMessageContaining("without seconds")
                    .hasMessageContaining("steps");
        }
    }
}
