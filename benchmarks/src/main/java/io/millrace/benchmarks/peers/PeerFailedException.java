package io.millrace.benchmarks.peers;

import java.io.IOException;

/** A peer ended or did not keep to the protocol. */
final class PeerFailedException extends IOException {
    private static final long serialVersionUID = 1;

    PeerFailedException(String message) {
        super(message);
    }
}
