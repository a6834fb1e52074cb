package io.millrace.pipeline.replay;

import java.util.Map;

/** A process that replays, to be killed. */
final class ReplayProcess {
    private ReplayProcess() {}

    /** Arguments: bootstrap servers, topic, number of events. */
    public static void main(String[] args) {
        InMemoryEventSource source = InMemoryEventSource.clicks(Integer.parseInt(args[2]));
        Map<String, Object> client = Map.of("bootstrap.servers", args[0]);
        // Ten events a millisecond: time to be killed midway, and batches of some size.
        new Replayer(source, client, args[1], Pace.times(10_000), WallClock.SYSTEM).run();
    }
}
