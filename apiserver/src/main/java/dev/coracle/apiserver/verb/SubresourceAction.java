package dev.coracle.apiserver.verb;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * A subresource that is created to make something happen to its parent: pods/binding, pods/eviction, serviceaccounts/token. It has
 * been authenticated and authorized; the body is decoded and of the subresource's kind. Safe for use by any number of threads.
 */
@FunctionalInterface
public interface SubresourceAction {

    /**
     * @param parent what the subresource belongs to
     * @return what the client gets with 201: kind and apiVersion included; a {@code Status} of success where there is nothing to show
     * @throws dev.coracle.api.status.StatusException as the client gets it
     */
    ObjectNode handle(RequestContext context, Resource parent, String namespace, String name, ObjectNode body);
}
