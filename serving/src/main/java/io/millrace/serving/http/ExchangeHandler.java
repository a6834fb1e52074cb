package io.millrace.serving.http;

import io.undertow.io.Receiver;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Takes one request from its head to its answer: what can be refused by the head alone is refused before the body is read;
 * the body is read without a thread of its own, and only then does a worker begin.
 */
final class ExchangeHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);
    private static final byte[] NO_BODY = {};
    private static final String JSON = "application/json";
    /** How long a connection that is given up may bring what nobody reads. */
    private static final long LINGER_MILLIS = 1_000;

    private final Routes routes;
    private final Optional<BearerToken> token;
    private final HttpLimits limits;
    private final Function<Route.Kind, Workers> workersOf;
    private final RequestLog log;

    ExchangeHandler(
            Routes routes,
            Optional<BearerToken> token,
            HttpLimits limits,
            Function<Route.Kind, Workers> workersOf,
            RequestLog log) {
        this.routes = routes;
        this.token = token;
        this.limits = limits;
        this.workersOf = workersOf;
        this.log = log;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Call call = new Call(exchange);
        try {
            Routes.Match match = routes.find(exchange.getRequestMethod().toString(), exchange.getRequestPath());
            call.route = match.route().pattern();
            if (match.route().kind() != Route.Kind.OPEN) {
                requireToken(exchange);
            }
            if (match.route().hasBody()) {
                requireJson(exchange);
                call.receive(match);
            } else {
                call.send(answer(match, NO_BODY));
            }
        } catch (Refusal refusal) {
            call.send(Response.of(refusal));
        }
    }

    private void requireToken(HttpServerExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (token.isPresent() && !token.get().isIn(header)) {
            throw Refusal.of(401, "unauthorised", "a bearer token is needed", "WWW-Authenticate", "Bearer");
        }
    }

    private void requireJson(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(JSON)) {
            throw Refusal.of(415, "wrong-content-type", "the body is to be " + JSON);
        }
        if (exchange.getRequestContentLength() > limits.body()) {
            throw tooLarge();
        }
    }

    private Refusal tooLarge() {
        return Refusal.of(413, "too-large", "a body has at most " + limits.body() + " bytes");
    }

    private static Response answer(Routes.Match match, byte[] body) {
        try {
            return match.route().endpoint().answer(new Request(match.path(), body));
        } catch (Refusal refusal) {
            return Response.of(refusal);
        } catch (RuntimeException e) {
            LOG.error("{} failed.", match.route().pattern(), e);
            return Response.of(Refusal.of(500, "internal", "the request failed; the server's log says why"));
        }
    }

    /** One exchange under way. */
    private final class Call {
        private final HttpServerExchange exchange;
        private final long begun = System.nanoTime();
        private String route = "none";

        Call(HttpServerExchange exchange) {
            this.exchange = exchange;
        }

        void receive(Routes.Match match) {
            XnioExecutor.Key alarm = exchange.getIoThread()
                    .executeAfter(
                            () -> hangUp(Refusal.of(408, "too-slow", "the body did not come in time")),
                            limits.bodyTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
            Receiver receiver = exchange.getRequestReceiver();
            receiver.setMaxBufferSize(limits.body());
            receiver.receiveFullBytes(
                    (received, body) -> {
                        if (alarm.remove()) {
                            work(match, body);
                        }
                    },
                    (received, failure) -> {
                        if (alarm.remove()) {
                            hangUp(isTooLarge(failure) ? tooLarge() : Refusal.bad("broken-body", "the body broke off"));
                        }
                    });
        }

        private boolean isTooLarge(IOException failure) {
            return failure instanceof Receiver.RequestToLargeException;
        }

        private void work(Routes.Match match, byte[] body) {
            if (match.route().kind() == Route.Kind.QUICK) {
                send(answer(match, body));
                return;
            }
            Workers workers = workersOf.apply(match.route().kind());
            try {
                workers.enter();
            } catch (Refusal busy) {
                send(Response.of(busy));
                return;
            }
            long entered = System.nanoTime();
            exchange.addExchangeCompleteListener((completed, next) -> {
                workers.leave();
                next.proceed();
            });
            exchange.dispatch(workers.threads(), () -> {
                try {
                    workers.requirePatience(entered);
                    send(answer(match, body));
                } catch (Refusal busy) {
                    send(Response.of(busy));
                }
            });
        }

        private void send(Response response) {
            head(response).send(ByteBuffer.wrap(response.body()));
        }

        /**
         * Answers, and closes if the rest of the body does not come in a moment: what comes after a connection was closed
         * resets it, and whoever still sends then has lost the answer.
         */
        private void hangUp(Refusal refusal) {
            if (exchange.isResponseStarted()) {
                IoUtils.safeClose(exchange.getConnection());
                return;
            }
            exchange.getIoThread().executeAfter(this::closeUnlessComplete, LINGER_MILLIS, TimeUnit.MILLISECONDS);
            send(Response.of(refusal));
        }

        private void closeUnlessComplete() {
            if (!exchange.isRequestComplete()) {
                IoUtils.safeClose(exchange.getConnection());
            }
        }

        private Sender head(Response response) {
            exchange.setStatusCode(response.status());
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, response.contentType());
            response.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
            log.answered(route, response.status(), (System.nanoTime() - begun) * 1e-9);
            return exchange.getResponseSender();
        }
    }
}
