package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.tracing.Step;
import java.util.Optional;

/** GET of one object. */
public final class Get implements Verb {

    private final ObjectStore store;

    public Get(ObjectStore store) {
        this.store = store;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        MediaType type = Negotiation.of(context.request(), true);
        return Answers.object(200, context.request(), type, resource, object(context, resource));
    }

    /** As fresh as the client's resourceVersion asks: "" for the newest, "0" for any, N for that or newer. */
    public CachedObject object(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        String wanted = context.request().parameter("resourceVersion").orElse("");
        try (Step step = Step.begin("cacher.Get")) {
            if (wanted.isEmpty()) {
                store.refresh();
            } else {
                store.awaitRevision(Versioning.parse(wanted));
            }
        }
        Optional<CachedObject> found = store.cached(resource, info.namespace(), info.name());
        return found.orElseThrow(() -> StatusException.notFound(resource.info().groupResource(), info.name()));
    }
}
