package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.dataset.DatasetException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovieLensFilesTest {
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    @BeforeEach
    void movies() throws IOException {
        Files.write(
                folder.resolve("movies.dat"),
                "10::Cité (1990)::Drama\n20::B::C\n30::C::D\n40::D::E\n50::E::F\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void shouldNumberMoviesAsTheyAreListed() throws IOException {
        sequences("7\t50 10 20 30\n8\t10 20 30 40 50\n");
        MovieLens data = MovieLensFiles.read(folder, Bias.POSITION, ALL);
        assertThat(data.items()).isEqualTo(5);
        assertThat(data.users()).extracting(UserHistory::user).containsExactly(7, 8);
        assertThat(data.users().get(0).items()).containsExactly(4, 0, 1, 2);
        assertThat(data.users().get(0).seconds()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void shouldTakeTimesWhereThereAreSomeAndLeaveOutOtherUsers() throws IOException {
        sequences("6\t10 20 30 40\n7\t50 10 20 30\n");
        ratings("7::10::5::1010\n7::20::5::1020\n7::30::5::1030\n7::50::5::1000\n");
        MovieLens data = MovieLensFiles.read(folder, Bias.TIME, ALL);
        assertThat(data.users()).extracting(UserHistory::user).containsExactly(7);
        assertThat(data.users().get(0).seconds()).containsExactly(1000, 1010, 1020, 1030);
    }

    @Test
    void shouldReadNoMoreUsersThanAreAskedFor() throws IOException {
        sequences("7\t50 10 20 30\n8\t10 20 30 40 50\n9\t10 20 30 40\n");
        assertThat(MovieLensFiles.read(folder, Bias.POSITION, 2).users()).hasSize(2);
    }

    @Test
    void shouldSayInOneLineWhatIsWrongAndWhere() throws IOException {
        refuses(Bias.POSITION, "there is no file " + folder.resolve("sequences_time_ordered.txt"));
        sequences("7\t50 10 20 30\n8 10 20 30 40\n");
        refuses(Bias.POSITION, "sequences_time_ordered.txt line 2: not a user, a tab, and movies");
        sequences("7\t50 10 20 60\n");
        refuses(Bias.POSITION, "sequences_time_ordered.txt line 1: movie 60 is not in movies.dat");
        sequences("7\t50 10 x 30\n");
        refuses(Bias.POSITION, "sequences_time_ordered.txt line 1: not a number: For input string: \"x\"");
        sequences("7\t50 10 20\n");
        refuses(Bias.POSITION, "line 1: user 7 has fewer than 4 movies");
        sequences("");
        refuses(Bias.POSITION, "no users in ");
        sequences("7\t50 10 20 30\n");
        refuses(Bias.TIME, "no ratings.dat in " + folder);
        ratings("7::50::5\n");
        refuses(Bias.TIME, "ratings.dat.gz line 1: not user::movie::rating::seconds: '7::50::5'");
        ratings("7::50::5::1000\n");
        refuses(Bias.TIME, "sequences_time_ordered.txt line 1: user 7 has ratings with times, but none of movie 10");
        Files.writeString(folder.resolve("movies.dat"), "1::A::B\n1::A::B\n");
        refuses(Bias.POSITION, "movies.dat line 2: movie 1 is there twice");
        Files.writeString(folder.resolve("movies.dat"), "1,A,B\n");
        refuses(Bias.POSITION, "movies.dat line 1: not movie::title::genres: '1,A,B'");
        assertThatThrownBy(() -> MovieLensFiles.read(folder.resolve("none"), Bias.POSITION, ALL))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("there is no folder " + folder.resolve("none"));
    }

    private void refuses(Bias bias, String message) {
        assertThatThrownBy(() -> MovieLensFiles.read(folder, bias, ALL))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    private void sequences(String text) throws IOException {
        Files.writeString(folder.resolve("sequences_time_ordered.txt"), text);
    }

    private void ratings(String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("ratings.dat.gz")))) {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
