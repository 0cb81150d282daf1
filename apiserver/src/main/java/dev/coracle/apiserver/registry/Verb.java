package dev.coracle.apiserver.registry;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.RequestContext;

/** One thing that can be done to a resource. The request is authorized. Safe for use by any number of threads. */
@FunctionalInterface
public interface Verb {

    /** @throws dev.coracle.api.status.StatusException as the client gets it */
    HttpResponse handle(RequestContext context, Resource resource);
}
