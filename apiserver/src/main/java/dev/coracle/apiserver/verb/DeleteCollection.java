package dev.coracle.apiserver.verb;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.encoding.list.ListMeta;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.DeleteOptions;
import dev.coracle.apiserver.verb.read.ListVerb;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Deletion;

/** DELETE of a collection: one after the other; what others delete meanwhile is no failure. */
final class DeleteCollection implements Verb {

    private final ListVerb list;
    private final Deletion deletion;
    private final Admission admission;

    DeleteCollection(ListVerb list, Deletion deletion, Admission admission) {
        this.list = list;
        this.deletion = deletion;
        this.admission = admission;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        MediaType type = Negotiation.of(context.request(), true);
        DeleteOptions options = DeleteOptions.of(context.request());
        ListVerb.Found found = list.find(context, resource);
        for (CachedObject object : found.objects()) {
            try {
                deletion.delete(context, resource, object.namespace(), object.name(), options, admission);
            } catch (StatusException failure) {
                if (failure.status().code() != 404) {
                    throw failure;
                }
            }
        }
        ListMeta meta = new ListMeta(found.meta().resourceVersion(), "", 0);
        return Answers.list(context.request(), type, resource, found.objects(), meta);
    }
}
