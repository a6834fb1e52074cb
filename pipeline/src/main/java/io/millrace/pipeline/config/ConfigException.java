package io.millrace.pipeline.config;

/** A configuration that cannot be used; the message says why and what would do, in one line. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message);
    }
}
