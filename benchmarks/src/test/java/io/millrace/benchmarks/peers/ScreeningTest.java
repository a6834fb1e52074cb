package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell script in the place of the peer's program. */
class ScreeningTest {
    private static final Form PADDED = new Form("padded", false, true);
    private static final Form CHUNKS = new Form("chunks", false, false);
    private static final Form COMPILED = new Form("compiled", true, true);
    private static final Form OTHER = new Form("other", true, false);

    @TempDir
    Path folder;

    private Peers peers;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("wukong_peer.py"), """
                case "$*" in
                *--list*) echo '{"forms": [{"name": "chunks", "compiled": false, "padded": false}], "torch": "2.0"}'; exit;;
                *broken*) echo 'cannot compile' >&2; exit 1;;
                *) echo '{"ready": true, "work": 256}';;
                esac
                n=5
                while read line; do n=$((n - 1)); echo "{\\"seconds\\": $n}"; done
                """);
        peers = peers(Workloads.wukongSmall(1));
    }

    private Peers peers(Workload workload) {
        return new Peers(Path.of("/bin/sh"), folder, workload, folder.resolve("workload.txt"), 1);
    }

    @Test
    void shouldReadThePeersFormsAndEnvironment() throws Exception {
        assertThat(Form.of(peers.list())).containsExactly(CHUNKS);
        assertThat(PeerEnvironment.of(peers.list())).containsExactly("PyTorch's torch: 2.0");
    }

    @Test
    void shouldTakeTheBetterOfTwoPassesAndNameAFormThatFails() throws Exception {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        Map<Form, Double> seconds = Screening.seconds(
                peers,
                List.of(CHUNKS, new Form("broken", true, false)),
                new PrintStream(progress, true, StandardCharsets.UTF_8));

        assertThat(seconds).containsExactly(Map.entry(CHUNKS, 3.0));
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("broken").contains("cannot compile");
    }

    @Test
    void shouldRefuseAPeerThatTrainsOtherWork() {
        assertThatThrownBy(() -> peers(Workloads.wukongSmall(2)).start(CHUNKS))
                .isInstanceOf(PeerFailedException.class)
                .hasMessage("chunks trains 256 examples, not 512");
    }

    @Test
    void shouldChooseTheBestFormOfEachRole() {
        assertThat(Screening.best(Map.of(PADDED, 3.0, CHUNKS, 2.0, COMPILED, 2.5, OTHER, 1.0)))
                .containsExactly(
                        Map.entry(Role.BEST_EAGER, CHUNKS),
                        Map.entry(Role.BEST_COMPILED, OTHER),
                        Map.entry(Role.PADDED_EAGER, PADDED));
    }

    @Test
    void shouldMeasureAFormOnceThoughItFitsTwoRoles() {
        assertThat(Screening.best(Map.of(PADDED, 1.0, CHUNKS, 2.0)))
                .containsExactly(Map.entry(Role.BEST_EAGER, PADDED));
    }

    @Test
    void shouldKeepTheFirstOfEveryKindForATrial() {
        assertThat(Screening.few(List.of(PADDED, new Form("padded too", false, true), CHUNKS, COMPILED, OTHER)))
                .containsExactly(PADDED, CHUNKS, COMPILED);
    }
}
