package io.millrace.pipeline.deadletter;

/** What a failure goes back to, under all that a client has wrapped it in. */
final class RootMessage {
    private RootMessage() {}

    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
