package dev.coracle.apiserver.admission;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write on its way into the store, as admission sees it.
 *
 * @param subresource such as {@code status}, or empty
 * @param namespace   empty for cluster-scoped objects
 * @param name        empty when the server is yet to make it
 * @param object      what is to be stored, in the request's version; mutating plugins change it in place; an empty object on DELETE
 * @param old         what is stored; empty on CREATE
 * @param options     the CreateOptions, UpdateOptions, PatchOptions or DeleteOptions
 * @param reinvocation whom mutating plugins have asked about it
 */
public record AdmissionRequest(RequestContext context, Operation operation, Resource resource, String subresource,
        String namespace, String name, ObjectNode object, Optional<ObjectNode> old, ObjectNode options,
        boolean dryRun, Reinvocation reinvocation) {

    /** A request that nobody has been asked about. */
    public AdmissionRequest(RequestContext context, Operation operation, Resource resource, String subresource,
            String namespace, String name, ObjectNode object, Optional<ObjectNode> old, ObjectNode options,
            boolean dryRun) {
        this(context, operation, resource, subresource, namespace, name, object, old, options, dryRun,
                new Reinvocation());
    }

    /** Source: admission.k8s.io/v1 Operation. */
    public enum Operation {
        CREATE, UPDATE, DELETE, CONNECT
    }
}
