package dev.coracle.apiserver.verb;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.verb.option.PatchType;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.TypedTrees;
import dev.coracle.apiserver.verb.write.Typing;
import dev.coracle.apiserver.verb.write.Writer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PATCH: JSON patch, merge patch, strategic merge patch, and server-side apply. */
final class Patch implements Verb {

    /** Source: kube-apiserver's MaxRetryWhenPatchConflicts. */
    private static final int RETRIES = 5;

    private final Writer writer;
    private final Admission admission;

    Patch(Writer writer, Admission admission) {
        this.writer = writer;
        this.admission = admission;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        PatchType kind = PatchType.of(context.request(), resource);
        MediaType type = Negotiation.of(context.request(), true);
        boolean apply = kind == PatchType.APPLY;
        Options options = Options.of(context, "PatchOptions", apply);
        Writer.Request request = new Writer.Request(context, resource, info.namespace(), info.name(),
                info.subresource(), options, admission);
        Writer.Outcome outcome = apply ? apply(request) : patch(request, kind);
        return Answers.object(outcome.created() ? 201 : 200, context.request(), type, resource, outcome.object());
    }

    private Writer.Outcome patch(Writer.Request request, PatchType kind) {
        JsonNode patch = kind.parse(request.context().request().body());
        return writer.update(request, current -> {
            ObjectNode patched = kind.apply(current.deepCopy(), patch, request.resource());
            checkIdentity(request, patched);
            TypedTrees.checkPatched(request.resource(), patched, kind, patch);
            Typing.fit(request.context(), request.resource(), patched, request.options());
            if (Meta.resourceVersion(patched).equals(Meta.resourceVersion(current)) && !namesVersion(patch)) {
                Meta.of(patched).remove("resourceVersion"); // a lost race may be run again
            }
            return writer.fieldManagers().of(request.resource(), request.subresource()).update(current, patched,
                    request.context().fieldManager(), writer.clock().now());
        }, RETRIES);
    }

    private static boolean namesVersion(JsonNode patch) {
        return patch.path("metadata").has("resourceVersion");
    }

    private static void checkIdentity(Writer.Request request, ObjectNode patched) {
        Typing.checkType(request.resource(), patched);
        if (Meta.name(patched).isEmpty()) {
            throw StatusException.badRequest("the name of the object (" + request.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
        checkName(request, patched);
    }

    private static void checkName(Writer.Request request, ObjectNode object) {
        String name = Meta.name(object);
        if (!name.isEmpty() && !name.equals(request.name())) {
            throw StatusException.badRequest("the name of the object (" + name
                    + ") does not match the name on the URL (" + request.name() + ")");
        }
    }

    private Writer.Outcome apply(Writer.Request request) {
        ObjectNode applied = applied(request);
        String manager = request.options().fieldManager();
        boolean force = request.options().force();
        try {
            return writer.update(request, current -> {
                checkVersion(request, applied, current);
                ObjectNode result = writer.fieldManagers().of(request.resource(), request.subresource())
                        .apply(current, applied, manager, force, writer.clock().now()).object();
                TypedTrees.checkApplied(request.context(), request.options());
                placed(request, result);
                Typing.defaults(request.resource(), result);
                Meta.of(result).remove("resourceVersion");
                return result;
            }, RETRIES);
        } catch (StatusException failure) {
            if (failure.status().code() != 404 || !request.subresource().isEmpty()) {
                throw failure;
            }
        }
        if (!Meta.uid(applied).isEmpty()) {
            throw StatusException.conflict(request.groupResource(), request.name(),
                    "uid mismatch: the provided object specified uid " + Meta.uid(applied)
                            + ", and no existing object was found");
        }
        ObjectNode made = writer.fieldManagers().of(request.resource(), "")
                .apply(Json.object(), applied, manager, force,
                        writer.clock().now())
                .object();
        TypedTrees.checkApplied(request.context(), request.options());
        placed(request, made);
        Typing.fit(request.context(), request.resource(), made, request.options());
        return writer.create(request, made);
    }

    private ObjectNode applied(Writer.Request request) {
        ObjectNode applied = Bodies.applied(request.context().request());
        checkName(request, applied);
        if (Meta.name(applied).isEmpty()) {
            Meta.of(applied).put("name", request.name());
        }
        return applied;
    }

    /** The path says the namespace when what is applied does not; it is kept as it was sent, since kubectl will compare with that. */
    private static void placed(Writer.Request request, ObjectNode result) {
        if (request.resource().namespaced() && Meta.namespace(result).isEmpty()) {
            Meta.of(result).put("namespace", request.namespace());
        }
    }

    private static void checkVersion(Writer.Request request, ObjectNode applied, ObjectNode current) {
        String version = Meta.resourceVersion(applied);
        if (!version.isEmpty() && !version.equals(Meta.resourceVersion(current))) {
            throw StatusException.modified(request.groupResource(), request.name());
        }
    }
}
