package dev.coracle.apiserver.verb;

import dev.coracle.apiserver.request.RequestContext;
import tools.jackson.databind.node.ObjectNode;

/** A resource that is only ever created and never stored: token and access reviews. Safe for use by any number of threads. */
@FunctionalInterface
public interface VirtualResource {

    /**
     * @param body decoded, defaulted by the schema and of the resource's kind, in the request's version
     * @return the answer with its status filled in
     * @throws dev.coracle.api.status.StatusException as the client gets it
     */
    ObjectNode create(RequestContext context, ObjectNode body);
}
