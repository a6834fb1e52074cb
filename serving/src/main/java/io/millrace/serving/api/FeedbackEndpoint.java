package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Event;
import io.millrace.serving.feedback.EventProducer;
import io.millrace.serving.feedback.NotAcknowledgedException;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.version.ServedModel;
import java.util.Optional;

/**
 * {@code POST /feedback}: an event back into the events topic. Answers when the broker has it; sent again with the same
 * {@code event_id} it counts once.
 */
public record FeedbackEndpoint(Versions versions, EventReader events, EventProducer producer) implements Endpoint {
    @Override
    public Response answer(Request request) {
        Event event = events.read(request.body());
        try {
            producer.send(event);
        } catch (NotAcknowledgedException e) {
            throw Refusal.later(
                    "not-acknowledged",
                    "the broker has not taken the event: it may be sent again, with" + " event_id "
                            + event.getEventId());
        }
        Optional<ServedModel> model = versions.current().get();
        ObjectNode answer = model.map(versions::answer).orElseGet(JsonNodeFactory.instance::objectNode);
        answer.put("event_id", event.getEventId());
        answer.put("time", event.getEventTime());
        return Response.json(200, answer);
    }
}
