package io.millrace.learner.exchange;

/**
 * What is sent to one server shard: a trainer's pull of rows or push of their gradients, an erasure of rows, or the verdict
 * on the version that is cut next. All rows of a pull or push belong to the shard that {@code route} leads to; an erasure
 * goes to all shards, and each erases what it has; so does a verdict.
 *
 * @param route key by which Flink routes the request, see {@link Routing#routeTo}
 * @param kind what is asked
 * @param trainer subtask that awaits the reply; of no meaning in an erasure or a verdict, as epoch and step
 * @param epoch the trainer's attempt; replies to an earlier one are dropped
 * @param step the trainer's step
 * @param part of a pull: which of the step's pulls it is
 * @param tables table of each row
 * @param rows id of each row
 * @param gradients of a push: the rows' gradients one behind the other, each as wide as its table, packed as {@link Floats}; empty otherwise
 * @param drawn of a push: which of the rows the example had as negatives only; empty if none
 * @param examples of a push: ids of the examples whose gradients these are
 * @param audited of a push: whether the shard audits them
 * @param eventTime milliseconds of event time: when the example asked that pulls or pushes, or up to when is erased
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
        boolean[] drawn,
        long[] examples,
        boolean audited,
        long eventTime,
        Reading reading) {
    /** The things a shard is asked for. */
    public enum Kind {
        PULL,
        PUSH,
        ERASE,
        /** The next version is held. */
        HOLD,
        /** The next version is let out. */
        RELEASE
    }

    private static final int[] NO_TABLES = new int[0];
    private static final long[] NO_ROWS = new long[0];
    private static final byte[] NO_GRADIENTS = new byte[0];
    private static final boolean[] NONE_DRAWN = new boolean[0];
    private static final long[] NO_EXAMPLES = new long[0];

    /** A request for the weights of rows. */
    public static ServerRequest pull(int route, Ticket ticket, int part, RowGroup group, long eventTime) {
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
                NONE_DRAWN,
                NO_EXAMPLES,
                false,
                eventTime,
                Reading.NONE);
    }

    /** Gradients of rows, and the examples they came from. */
    public static ServerRequest push(
            int route,
            Ticket ticket,
            RowGroup group,
            byte[] gradients,
            boolean[] drawn,
            long[] examples,
            boolean audited,
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
                drawn,
                examples,
                audited,
                eventTime,
                reading);
    }

    /** The end of rows, and of all that they learnt until {@code eventTime}. */
    public static ServerRequest erase(int route, int[] tables, long[] rows, long eventTime) {
        return ofNoTrainer(route, Kind.ERASE, tables, rows, eventTime);
    }

    /** The verdict on the version that is cut next. */
    public static ServerRequest verdict(int route, boolean held) {
        return ofNoTrainer(route, held ? Kind.HOLD : Kind.RELEASE, NO_TABLES, NO_ROWS, 0);
    }

    private static ServerRequest ofNoTrainer(int route, Kind kind, int[] tables, long[] rows, long eventTime) {
        return new ServerRequest(
                route,
                kind,
                0,
                0,
                0,
                0,
                tables,
                rows,
                NO_GRADIENTS,
                NONE_DRAWN,
                NO_EXAMPLES,
                false,
                eventTime,
                Reading.NONE);
    }
}
