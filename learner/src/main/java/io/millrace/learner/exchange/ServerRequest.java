package io.millrace.learner.exchange;

/**
 * What a trainer sends to one server shard: a pull of rows, or a push of their gradients. All rows of a request belong
 * to the shard that {@code route} leads to.
 *
 * @param route key by which Flink routes the request, see {@link Routing#routeTo}
 * @param kind pull or push
 * @param trainer subtask that awaits the reply
 * @param epoch the trainer's attempt; replies to an earlier one are dropped
 * @param step the trainer's step
 * @param part of a pull: which of the step's pulls it is
 * @param tables table of each row
 * @param rows id of each row
 * @param gradients of a push: the rows' gradients one behind the other, each as wide as its table, packed as {@link Floats}; empty in a pull
 * @param applied of a push: ids of the examples whose audit falls to this shard
 * @param eventTime of a push: milliseconds, the moment in event time that the rows are touched
 * @param reading of a push: when the shard was read for it
 */
public record ServerRequest(
        int route,
        Kind kind,
        int trainer,
        long epoch,
        long step,
        int part,
        int[] tables,
        long[] rows,
        byte[] gradients,
        long[] applied,
        long eventTime,
        Reading reading) {
    /** The two things a shard is asked for. */
    public enum Kind {
        PULL,
        PUSH
    }

    private static final byte[] NO_GRADIENTS = new byte[0];
    private static final long[] NONE_APPLIED = new long[0];

    /** A request for the weights of rows. */
    public static ServerRequest pull(int route, Ticket ticket, int part, RowGroup group) {
        return new ServerRequest(
                route,
                Kind.PULL,
                ticket.trainer(),
                ticket.epoch(),
                ticket.step(),
                part,
                group.tables(),
                group.rows(),
                NO_GRADIENTS,
                NONE_APPLIED,
                Long.MIN_VALUE,
                Reading.NONE);
    }

    /** Gradients of rows, and the audit of the examples they came from. */
    public static ServerRequest push(
            int route,
            Ticket ticket,
            RowGroup group,
            byte[] gradients,
            long[] applied,
            long eventTime,
            Reading reading) {
        return new ServerRequest(
                route,
                Kind.PUSH,
                ticket.trainer(),
                ticket.epoch(),
                ticket.step(),
                0,
                group.tables(),
                group.rows(),
                gradients,
                applied,
                eventTime,
                reading);
    }
}
