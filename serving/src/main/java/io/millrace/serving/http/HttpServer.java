package io.millrace.serving.http;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.xnio.Options;

/** Serves routes over HTTP/1.1: the wiring of routes, limits and token with Undertow. */
public final class HttpServer implements AutoCloseable {
    private static final int HEADER_BYTES = 16 << 10;
    private static final int MOST_HEADERS = 64;
    private static final int MOST_CONNECTIONS = 1024;

    /** Threads that wait cost memory, not processors. */
    private static final int WAITERS = 32;

    private final Workers workers;
    private final Workers waiters;
    private final Undertow undertow;

    /**
     * @param address port 0 is any that is free
     * @param token which requests must carry; empty: none
     * @param log hears of every answer
     */
    public HttpServer(
            InetSocketAddress address,
            List<Route> routes,
            Optional<BearerToken> token,
            HttpLimits limits,
            RequestLog log) {
        this.workers = new Workers("http-worker", limits.concurrency(), limits);
        this.waiters = new Workers("http-waiter", WAITERS, limits);
        this.undertow = Undertow.builder()
                .addHttpListener(address.getPort(), address.getHostString())
                .setIoThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                .setWorkerThreads(1)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MOST_HEADERS)
                .setServerOption(
                        UndertowOptions.REQUEST_PARSE_TIMEOUT,
                        Math.toIntExact(limits.bodyTimeout().toMillis()))
                .setServerOption(
                        UndertowOptions.NO_REQUEST_TIMEOUT,
                        Math.toIntExact(limits.idleTimeout().toMillis()))
                .setSocketOption(Options.CONNECTION_HIGH_WATER, MOST_CONNECTIONS)
                .setSocketOption(Options.CONNECTION_LOW_WATER, MOST_CONNECTIONS)
                .setHandler(Handlers.httpContinueRead(new ExchangeHandler(
                        new Routes(routes), token, limits, kind -> kind == Route.Kind.WAIT ? waiters : workers, log)))
                .build();
    }

    /** Begins to listen. */
    public HttpServer start() {
        undertow.start();
        return this;
    }

    /** Where it listens; once it does. */
    public InetSocketAddress address() {
        return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    }

    /** Stops listening and ends what is under way. */
    @Override
    public void close() {
        workers.close();
        waiters.close();
        undertow.stop();
    }
}
