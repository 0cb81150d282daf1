package dev.coracle.apiserver.verb;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Typing;
import dev.coracle.apiserver.verb.write.Writer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** POST to a collection. */
public final class Create implements Verb {

    private final Writer writer;
    private final Admission admission;

    Create(Writer writer, Admission admission) {
        this.writer = writer;
        this.admission = admission;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        MediaType type = Negotiation.of(context.request(), true);
        Options options = Options.of(context, "CreateOptions", false);
        ObjectNode object = Typing.decoded(context, resource, options);
        Writer.Request request = new Writer.Request(context, resource, info.namespace(), "", "", options, admission);
        Meta.of(object).remove(List.of("managedFields", "deletionTimestamp", "deletionGracePeriodSeconds"));
        writer.fieldManagers().of(resource, "").update(Json.object(), object, context.fieldManager(),
                writer.clock().now());
        Writer.Outcome outcome = writer.create(request, object);
        return Answers.object(201, context.request(), type, resource, outcome.object());
    }
}
