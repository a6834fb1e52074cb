package io.millrace.pipeline.embedded;

/** What a failure goes back to, under all that Flink has wrapped it in. */
final class RootCause {
    private RootCause() {}

    static Throwable of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
