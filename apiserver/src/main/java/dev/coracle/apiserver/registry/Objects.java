package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server's own way to objects: past authentication and authorization, through defaults, rules and the store. For admission
 * plugins, subresources that act on other objects, and the objects that the server makes at start. Trees returned are the caller's own;
 * they are in the storage version and carry kind, apiVersion and resourceVersion. Safe for use by any number of threads.
 */
public interface Objects {

    /** From the watch cache, never older than what this server has acknowledged. @param namespace empty for cluster scope */
    Optional<ObjectNode> get(GroupResource resource, String namespace, String name);

    /**
     * As {@link #get}, to look at only: the tree is shared by all who ask for it, and is not to be changed. For what many writes ask for,
     * such as the namespace that they go to.
     */
    default Optional<ObjectNode> shown(GroupResource resource, String namespace, String name) {
        return get(resource, namespace, name);
    }

    /** @param namespace empty for all */
    List<ObjectNode> list(GroupResource resource, String namespace);

    /**
     * Those that have a value in a field that lists select on, such as {@code spec.nodeName} of pods.
     *
     * @param namespace empty for all
     */
    default List<ObjectNode> selected(GroupResource resource, String namespace, String field, String value) {
        return list(resource, namespace).stream()
                .filter(object -> Trees.string(object, field.split("\\.")).equals(value)).toList();
    }

    /**
     * A number that has changed whenever an object of the resource has: what is read after asking is at least as new as the number says,
     * so that what was made out of a list can be kept until the number changes. Cheap.
     */
    long version(GroupResource resource);

    /** Creates it, without admission. @throws dev.coracle.api.status.StatusException as a client would get it */
    ObjectNode create(RequestContext context, GroupResource resource, ObjectNode object);

    /**
     * Reads, changes and writes, again when somebody else wrote in between (at most 10 times); without admission. The function gets a
     * tree of its own and returns what to write; returning it unchanged writes nothing. Status may be changed as well.
     */
    ObjectNode update(RequestContext context, GroupResource resource, String namespace, String name,
            UnaryOperator<ObjectNode> change);

    /**
     * Applies a status, with force, as a controller with a field manager of its own does; without admission.
     *
     * @param status all that the manager wants to own there; what it owned before and is not in it, goes
     */
    ObjectNode applyStatus(GroupResource resource, String namespace, String name, String manager, ObjectNode status);

    /** Changes the status of an object, as {@link #update} does, in the name of a field manager. */
    ObjectNode updateStatus(GroupResource resource, String namespace, String name, String manager,
            UnaryOperator<ObjectNode> change);

    /** Deletes it as a client would with these DeleteOptions (may be empty), honouring finalizers and grace periods. */
    void delete(RequestContext context, GroupResource resource, String namespace, String name, ObjectNode options);

    /** A context for what the server does by itself. */
    RequestContext ownContext();

    /** The same for a part of the server that has a field manager of its own. */
    RequestContext ownContext(String manager);
}
