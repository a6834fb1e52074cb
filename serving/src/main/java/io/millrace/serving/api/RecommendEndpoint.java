package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.names.WireNames;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * {@code POST /recommend}: the {@code k} items that may come next, best first, without those that the history has or {@code
 * exclude} names. Nothing is recommended to somebody without a history.
 *
 * @param names what items are called; one that is not known is given by the hash of its id alone
 */
public record RecommendEndpoint(Versions versions, AskerReader askers, WireNames names, ApiLimits limits)
        implements Endpoint {
    private static final int BEST = 10;
    private static final Set<String> FIELDS = fields();

    @Override
    public Response answer(Request request) {
        ServedModel model = versions.require();
        Body body = Body.parse(request.body(), FIELDS);
        Asker asker = askers.read(body, model.layout().config());
        int best = body.integer("k", 1, limits.best(), BEST);
        LongOpenHashSet excluded = new LongOpenHashSet();
        if (body.flag("exclude_seen", true)) {
            excluded.addAll(asker.seen());
        }
        body.list("exclude", limits.history(), (node, place) -> Body.text(node, place, limits.name()))
                .forEach(item -> excluded.add(Ids.of(item)));

        ObjectNode answer = versions.answer(model);
        answer.put("history", asker.interactions());
        ArrayNode items = answer.putArray("items");
        for (ScoredItem found : new Retriever(model).retrieve(asker.tokens(), asker.requestSeconds(), best, excluded)) {
            ObjectNode item = items.addObject();
            names.of(found.item()).ifPresent(name -> item.put("item", name));
            item.put("hash", HexFormat.of().toHexDigits(found.item()));
            item.put("score", found.score());
        }
        return Response.json(200, answer);
    }

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(AskerReader.FIELDS);
        fields.addAll(Set.of("k", "exclude", "exclude_seen"));
        return fields;
    }
}
