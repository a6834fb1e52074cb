package io.millrace.serving.tier;

import io.millrace.serving.api.ApiLimits;
import io.millrace.serving.http.BearerToken;
import io.millrace.serving.http.HttpLimits;
import io.millrace.serving.topic.Brokers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a serving tier is to be.
 *
 * @param brokers where the topics are
 * @param topics what they are called
 * @param address where to listen
 * @param token which requests must carry; empty: none
 * @param modelName in the paths of the inference protocol
 */
public record ServingConfig(
        Brokers brokers,
        Topics topics,
        InetSocketAddress address,
        Optional<BearerToken> token,
        String modelName,
        Memory memory,
        Feedback feedback,
        HttpLimits http,
        ApiLimits api) {
    /** Topics by what is on them. */
    public record Topics(String model, String examples, String erasures, String events) {}

    /**
     * What is remembered.
     *
     * @param versions how many verified versions of the model can be served
     * @param users bytes for users' sequences
     * @param usersLookBack how long ago the examples begin from which they are taken
     * @param items bytes for items' names
     * @param itemsLookBack how long ago the events begin from which they are taken
     */
    public record Memory(int versions, long users, Duration usersLookBack, long items, Duration itemsLookBack) {}

    /**
     * What is taken for an event.
     *
     * @param earliest before it nothing happened
     * @param ahead how long after now an event may claim to happen
     * @param patience how long the broker is given to acknowledge one
     */
    public record Feedback(Instant earliest, Duration ahead, Duration patience) {}
}
