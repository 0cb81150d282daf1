package dev.coracle.apiserver.verb;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
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
import tools.jackson.databind.node.ObjectNode;

/** PUT of an object, or of a part of it through a subresource. */
final class Update implements Verb {

    /** Lost races of a client that named no version. */
    private static final int RETRIES = 10;

    private final Writer writer;
    private final Admission admission;

    Update(Writer writer, Admission admission) {
        this.writer = writer;
        this.admission = admission;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        MediaType type = Negotiation.of(context.request(), true);
        Options options = Options.of(context, "UpdateOptions", false);
        ObjectNode wanted = Typing.decoded(context, resource, options);
        checkName(info, wanted);
        Writer.Request request = new Writer.Request(context, resource, info.namespace(), info.name(),
                info.subresource(), options, admission);
        Writer.Outcome outcome = run(request, wanted);
        return Answers.object(outcome.created() ? 201 : 200, context.request(), type, resource, outcome.object());
    }

    private Writer.Outcome run(Writer.Request request, ObjectNode wanted) {
        try {
            return writer.update(request, current -> owned(request, current, wanted.deepCopy()), RETRIES);
        } catch (StatusException failure) {
            boolean creates = failure.status().code() == 404 && request.resource().rules().createOnUpdate()
                    && request.subresource().isEmpty();
            if (!creates) {
                throw failure;
            }
            Meta.of(wanted).remove(java.util.List.of("managedFields", "resourceVersion"));
            return writer.create(request, owned(request, Json.object(), wanted));
        }
    }

    private ObjectNode owned(Writer.Request request, ObjectNode current, ObjectNode wanted) {
        return writer.fieldManagers().of(request.resource(), request.subresource()).update(current, wanted,
                request.context().fieldManager(), writer.clock().now());
    }

    private static void checkName(RequestInfo info, ObjectNode wanted) {
        String name = Meta.name(wanted);
        if (name.isEmpty()) {
            throw StatusException.badRequest(
                    "the name of the object (" + info.name()
                            + " based on URL) was undeterminable: name must be provided");
        }
        if (!name.equals(info.name())) {
            throw StatusException.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + info.name() + ")");
        }
        String namespace = Meta.namespace(wanted);
        if (!namespace.isEmpty() && !namespace.equals(info.namespace())) {
            throw StatusException.badRequest("the namespace of the object (" + namespace
                    + ") does not match the namespace on the request (" + info.namespace() + ")");
        }
    }
}
