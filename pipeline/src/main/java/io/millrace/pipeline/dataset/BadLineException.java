package io.millrace.pipeline.dataset;

/** A line is not what its format says. Common in published files, hence without a stack trace. */
final class BadLineException extends Exception {
    BadLineException(String reason) {
        super(reason, null, false, false);
    }
}
