package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MovieLensExperimentCommandTest {
    private static final int MOVIES = 40;

    @TempDir
    Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();
    private Path data;
    private Path out;

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        out = folder.resolve("out");
        List<Integer> movies =
                new ArrayList<>(IntStream.rangeClosed(1, MOVIES).boxed().toList());
        Files.write(
                data.resolve("movies.dat"),
                movies.stream().map(movie -> movie + "::A film::Drama").toList());
        List<String> users = new ArrayList<>();
        Random random = new Random(3);
        for (int user = 1; user <= 10; user++) {
            Collections.shuffle(movies, random);
            users.add(user + "\t"
                    + movies.subList(0, 12).stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        Files.write(data.resolve("sequences_time_ordered.txt"), users);
    }

    @Test
    void shouldWriteTableRowsAndCurves() throws IOException {
        assertThat(run(
                        "--model",
                        "popularity,hstu,sasrec",
                        "--seed",
                        "3",
                        "--seed",
                        "4",
                        "--epochs",
                        "2",
                        "--threads",
                        "2"))
                .as(errors.toString())
                .isEqualTo(CommandLine.ExitCode.OK);

        assertThat(output.text())
                .contains("10 users, 40 movies")
                .contains("hstu-position-seed4-validated epoch 2 of 2: loss ")
                .contains("| **hstu** | position | all but the last | last | mean of 2 | 0.")
                .contains("this command: ");
        assertThat(out.resolve("results.md")).isNotEmptyFile();
        assertThat(Files.readAllLines(out.resolve("results.csv")))
                .anyMatch(line -> line.startsWith("sasrec,position,validated,4,best on validation,"));
        assertThat(Files.readAllLines(out.resolve("hstu-position-seed3-published.csv")))
                .hasSize(3);
        byte[] image = Files.readAllBytes(out.resolve("curves.png"));
        assertThat(image).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void shouldGoOnOnlyWhenAskedTo() throws IOException {
        assertThat(run("--model", "hstu", "--protocol", "published", "--epochs", "1"))
                .isZero();
        assertThat(run("--model", "hstu", "--protocol", "published", "--epochs", "2"))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .isEqualTo("millrace: " + out
                        + " holds such runs already: go on from them with --resume, or give another --out");

        assertThat(run("--model", "hstu", "--protocol", "published", "--epochs", "2", "--resume"))
                .isZero();
        assertThat(output.text().lines().filter(line -> line.contains("-published epoch ")))
                .hasSize(2);
        assertThat(Files.readAllLines(out.resolve("hstu-position-seed1-published.csv")))
                .hasSize(3);
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWithTheData() throws IOException {
        Files.writeString(data.resolve("sequences_time_ordered.txt"), "1\t1 2 3 99\n");
        assertThat(run()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .isEqualTo("millrace: " + data.resolve("sequences_time_ordered.txt")
                        + " line 1: movie 99 is not in movies.dat");
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() {
        assertThat(run("--model", "gru4rec")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("'gru4rec' is none of hstu, hstu-large, sasrec, popularity");
        assertThat(run("--epochs", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--epochs is a number from 1 on, not 0");
        assertThat(Main.commandLine().setErr(new PrintWriter(errors, true)).execute("experiment"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("say which experiment: ml-1m");
    }

    private int run(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("experiment", "ml-1m", "--data", data.toString(), "--out", out.toString()));
        all.addAll(List.of(arguments));
        return Main.commandLine().setErr(new PrintWriter(errors, true)).execute(all.toArray(String[]::new));
    }
}
