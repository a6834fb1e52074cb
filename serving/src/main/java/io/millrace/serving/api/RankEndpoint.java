package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.Recommender.Candidates;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.rank.Ranker;
import io.millrace.serving.version.ServedModel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /rank}: for each of the {@code candidates}, in their order, the probability of every task, or of those in
 * {@code tasks}.
 */
public record RankEndpoint(Versions versions, AskerReader askers, ApiLimits limits) implements Endpoint {
    private static final Set<String> FIELDS = fields();

    @Override
    public Response answer(Request request) {
        ServedModel model = versions.require();
        List<String> learnt = model.layout().config().tasks();
        Body body = Body.parse(request.body(), FIELDS);
        Asker asker = askers.read(body, model.layout().config());
        Candidates candidates =
                new CandidateReader(limits).read(body, model.layout().config());
        List<String> asked = body.list("tasks", learnt.size(), (node, place) -> Body.text(node, place, limits.name()));
        int[] columns = (asked.isEmpty() ? learnt : asked)
                .stream().mapToInt(task -> column(task, learnt)).toArray();

        float[][] probabilities =
                new Ranker(model).rank(asker.tokens(), asker.user(), asker.requestSeconds(), candidates);
        ObjectNode answer = versions.answer(model);
        answer.put("history", asker.interactions());
        ArrayNode tasks = answer.putArray("tasks");
        for (int column : columns) {
            tasks.add(learnt.get(column));
        }
        ArrayNode scores = answer.putArray("scores");
        for (float[] candidate : probabilities) {
            ArrayNode ofTasks = scores.addArray();
            for (int column : columns) {
                ofTasks.add(candidate[column]);
            }
        }
        return Response.json(200, answer);
    }

    private static int column(String task, List<String> learnt) {
        int column = learnt.indexOf(task);
        if (column < 0) {
            throw Refusal.bad("unknown-task", "task '" + task + "' is none of " + learnt);
        }
        return column;
    }

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(AskerReader.FIELDS);
        fields.addAll(Set.of("candidates", "tasks"));
        return fields;
    }
}
