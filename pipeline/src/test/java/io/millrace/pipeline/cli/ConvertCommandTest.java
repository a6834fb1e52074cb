package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.eventfile.EventFileSeries;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTurnADatasetIntoEventFilesAndSayWhatIsInThem() throws IOException {
        Path data = Files.writeString(folder.resolve("UserBehavior.csv"), """
                1,100,7,pv,1511658000
                1,100,7,buy,1511659000
                1,101,8,stare,1511658500
                2,100,7,fav,1511658000
                """);
        Path files = folder.resolve("files");
        assertThat(convert("--data", data.toString(), "--out", files.toString()))
                .as(errors.toString())
                .isEqualTo(CommandLine.ExitCode.OK);

        assertThat(output.text())
                .contains("wrote 3 events, from 2017-11-26T01:00:00Z to 2017-11-26T01:16:40Z, to 1 files in " + files)
                .contains("lines that are no events: 1")
                .contains("line 3: unknown behaviour 'stare'");
        EventFileSeries series = EventFileSeries.open(files.toString());
        assertThat(series.events()).isEqualTo(3);
        assertThat(series.dataset()).isEqualTo("taobao");
        assertThat(series.files().get(0).path().getName())
                .isEqualTo("000000-20171126T010000.000Z-20171126T011640.000Z.avro");
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() throws IOException {
        Path data = Files.writeString(folder.resolve("data.csv"), "1,100,7,pv,1511658000\n");
        Path full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("mine"), "");

        assertThat(convert("--data", data.toString(), "--out", full.toString()))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .startsWith("millrace: the folder " + full + " is not empty");
    }

    @Test
    void shouldRefuseASizeThatIsNone() {
        assertThat(convert("--data", "x", "--out", "y", "--file-size", "large")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--file-size is a size such as 64 mb, not 'large'");
    }

    private int convert(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "convert";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.commandLine().setErr(new PrintWriter(errors, true)).execute(all);
    }
}
