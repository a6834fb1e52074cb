package io.millrace.learner.flink;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local files under {@code troubled:/}, where a test can have state written in vain or not at all. */
public final class TroubledFileSystem extends LocalFileSystem {
    static final String SCHEME = "troubled";
    private static final URI ROOT = URI.create(SCHEME + ":///");

    private static final AtomicInteger FAILURES_DUE = new AtomicInteger();
    private static final AtomicReference<CountDownLatch> HELD = new AtomicReference<>();

    /** Found by Flink as a service. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new TroubledFileSystem();
        }
    }

    /** Has so many of the next files of state not be written. */
    static void failNext(int files) {
        FAILURES_DUE.set(files);
    }

    /** How many of them are still to come. */
    static int failuresDue() {
        return FAILURES_DUE.get();
    }

    /**
     * Has the writer of the next file of state wait.
     *
     * @return what releases it
     */
    static CountDownLatch holdNext() {
        CountDownLatch release = new CountDownLatch(1);
        HELD.set(release);
        return release;
    }

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public FSDataOutputStream create(Path file, WriteMode mode) throws IOException {
        if (!file.getName().equals("_metadata")) {
            hold();
            if (FAILURES_DUE.getAndUpdate(due -> Math.max(0, due - 1)) > 0) {
                throw new IOException("fails as told: " + file);
            }
        }
        return super.create(file, mode);
    }

    private static void hold() throws IOException {
        CountDownLatch release = HELD.getAndSet(null);
        if (release != null) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while held", e);
            }
        }
    }
}
