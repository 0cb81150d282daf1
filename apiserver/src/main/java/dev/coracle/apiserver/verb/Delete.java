package dev.coracle.apiserver.verb;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.registry.DeletionTraits;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.DeleteOptions;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Deletion;
import tools.jackson.databind.node.ObjectNode;

/** DELETE of one object. */
final class Delete implements Verb {

    private final Deletion deletion;
    private final Admission admission;

    Delete(Deletion deletion, Admission admission) {
        this.deletion = deletion;
        this.admission = admission;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        MediaType type = Negotiation.of(context.request(), true);
        DeleteOptions options = DeleteOptions.of(context.request());
        String warning = DeletionTraits.orphanWarning(resource);
        if (!warning.isEmpty() && !options.saysWhatOfDependents()) {
            context.warnings().add(warning);
        }
        Deletion.Outcome outcome = deletion.delete(context, resource, info.namespace(), info.name(), options,
                admission);
        if (outcome.gone() && !DeletionTraits.answersWithObject(resource)) {
            return Answers.tree(200, type.as(MediaType.Shape.OBJECT), success(resource, outcome.object()));
        }
        boolean accepted = !outcome.gone() && options.orphanDependents().isPresent()
                && !options.orphanDependents().get();
        return Answers.object(accepted ? 202 : 200, context.request(), type, resource, outcome.object());
    }

    private static ObjectNode success(Resource resource, CachedObject object) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details");
        details.put("name", object.name());
        if (!resource.info().groupVersion().group().isEmpty()) {
            details.put("group", resource.info().groupVersion().group());
        }
        details.put("kind", resource.info().resource());
        details.put("uid", dev.coracle.api.meta.Meta.uid(object.tree()));
        return status;
    }
}
