package io.millrace.model.row;

/** The rows in state cannot be those of the configured model; the message says which, why, and what can be done. */
public final class IncompatibleLayoutException extends IllegalArgumentException {
    IncompatibleLayoutException(StoredTable stored, StoredTable configured) {
        super("table " + stored.name() + " has " + stored.shape() + " in the restored state and " + configured.shape()
                + " in the configuration: what was learnt does not fit. Either restore with the configuration that the"
                + " state was written with, or start afresh, without the state, as a new model");
    }
}
