package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.pipeline.embedded.WorkFolder;
import io.millrace.pipeline.eventfile.EventFiles;
import io.millrace.pipeline.eventfile.InMemoryEvents;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What can go wrong at the start is said in one line. */
class ClearErrorsIT {
    @TempDir
    Path folder;

    @Test
    void shouldSayThatTheBrokersPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--set", "kafka.bootstrap-servers=127.0.0.1:" + taken.getLocalPort()))
                    .contains("Port " + taken.getLocalPort())
                    .contains("choose another port");
        }
    }

    @Test
    void shouldSayThatTheWebPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--set", "job.web-port=" + taken.getLocalPort()))
                    .contains("port " + taken.getLocalPort())
                    .contains("job.web-port");
        }
    }

    @Test
    void shouldSayThatTheBrokersAddressHasNoPort() {
        assertThat(run("--set", "kafka.bootstrap-servers=localhost")).contains("'localhost' does not end with a port");
    }

    @Test
    void shouldSayThatTheFolderCannotBeWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        assertThat(run("--dir", file.resolve("data").toString()))
                .contains("cannot write to the folder")
                .contains("choose another");
    }

    @Test
    void shouldSayThatTheFolderIsInUse() {
        try (WorkFolder inUse = WorkFolder.take(folder)) {
            assertThat(run()).contains(folder + " is in use by another Millrace");
            assertThat(inUse.kafka()).as("left alone").doesNotExist();
        }
    }

    @Test
    void shouldSayThatTheFolderHoldsAModelOfAnotherShape() {
        try (WorkFolder earlier = WorkFolder.take(folder)) {
            earlier.requireModel("width 7\n");
        }
        assertThat(run())
                .contains("holds a model of another shape")
                .contains("width 7")
                .contains("the same options as before, or another folder");
    }

    @Test
    void shouldNameTheNearestOptionWhenOneIsUnknown() {
        assertThat(run("--set", "model.witdh=8")).contains("unknown option 'model.witdh'; did you mean 'model.width'?");
    }

    @Test
    void shouldSayWhichOptionHasAValueThatItCannotHave() {
        assertThat(run("--set", "model.width=wide")).contains("option 'model.width' cannot be 'wide'");
    }

    @Test
    void shouldSayWhatIsWrongWithOptionsThatCannotBe() {
        assertThat(run("--set", "model.width=0")).contains("width must be").contains("above 0");
        assertThat(run("--set", "model.width=7")).contains("model.width 7 is not a multiple of model.heads 2");
        assertThat(run("--set", "model.heads=0")).contains("model.width 8 is not a multiple of model.heads 0");
        assertThat(run("--set", "job.parallelism=9")).contains("8 key groups over 9 shards");
        assertThat(run("--set", "topics.model.partitions=0")).contains("at least one partition");
        assertThat(folder).as("nothing was started").isEmptyDirectory();
    }

    @Test
    void shouldSayThatTheDataIsNotThere() {
        assertThat(run("--data", folder.resolve("nowhere.csv").toString())).contains("nowhere.csv is not there");
    }

    @Test
    void shouldSayWhatIsWrongWithEventFiles() throws Exception {
        Path files = Files.createDirectory(folder.resolve("files"));
        assertThat(run("--set", "source.backfill=" + files)).contains(files + " holds no event files");
        Files.writeString(files.resolve("notes.txt"), "no events");
        assertThat(run("--set", "source.backfill=" + files)).contains("notes.txt is no Avro container file");
        assertThat(run("--set", "source.bounded=true")).contains("source.bounded needs files to end with");
        assertThat(folder).as("nothing was started").isDirectoryContaining(files::equals);
    }

    @Test
    void shouldSayThatTheFolderHoldsAJobWithAnotherInput() {
        Path data = folder.resolve("data");
        EventFiles.write(InMemoryEvents.clicks(10), folder.resolve("files"), 1 << 20);
        try (EmbeddedSystem system = EmbeddedSystem.start(SmallRun.config(SmallRun.standardWorld(1), Map.of()), data)) {
            assertThat(system.backfill()).isEmpty();
        }
        assertThat(run("--dir", data.toString(), "--set", "source.backfill=" + folder.resolve("files")))
                .contains("holds a job that reads only the events topic")
                .contains("the options say the events topic behind the event files");
    }

    @Test
    void shouldSayThatTheSameDataWouldBeLearntTwice() throws Exception {
        Path data = Files.writeString(folder.resolve("UserBehavior.csv"), "1,100,7,pv,1511658000\n");
        Path files = folder.resolve("files");
        assertThat(Main.commandLine().execute("convert", "--data", data.toString(), "--out", files.toString()))
                .isZero();
        assertThat(run("--data", data.toString(), "--set", "source.backfill=" + files))
                .contains("made of the same data that is to follow them");
    }

    @Test
    void shouldSayThatARunOfFilesTakesNoOtherEvents() {
        EventFiles.write(InMemoryEvents.clicks(10), folder.resolve("files"), 1 << 20);
        StringWriter errors = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(errors, true))
                .execute(
                        "run",
                        "--events",
                        "10",
                        "--set",
                        "source.bounded=true",
                        "--set",
                        "source.backfill=" + folder.resolve("files"));
        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .contains("a run that ends with its event files takes neither --data nor --events");
    }

    /** Runs into an error and returns the one line that says so. */
    private String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run"));
        if (!List.of(arguments).contains("--dir")) {
            all.addAll(List.of("--dir", folder.toString()));
        }
        SmallRun.OPTIONS.forEach((key, value) -> {
            if (List.of(arguments).stream().noneMatch(argument -> argument.startsWith(key + '='))) {
                all.addAll(List.of("--set", key + '=' + value));
            }
        });
        all.addAll(List.of(arguments));
        StringWriter errors = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(errors, true));

        assertThat(commandLine.execute(all.toArray(String[]::new))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        return assertThat(errors.toString()).startsWith("millrace: ").actual();
    }
}
