package dev.coracle.apiserver.resource.core.workload;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.SubresourceAction;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pods/binding}, and the older {@code bindings}: gives a waiting pod its node, once. The binding's labels and annotations go over
 * to the pod, and the pod counts as scheduled. Safe for use by any number of threads.
 */
public final class PodBinding implements SubresourceAction {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource MESSAGES = new GroupResource("", "pods/binding");

    private final Objects objects;
    private final Clock clock;

    public PodBinding(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public ObjectNode handle(RequestContext context, Resource parent, String namespace, String name, ObjectNode body) {
        return bind(context, namespace, name, body);
    }

    /** For {@code POST …/bindings}, where the binding's own name is the pod's. */
    public ObjectNode create(RequestContext context, String namespace, ObjectNode body) {
        return bind(context, namespace, Meta.name(body), body);
    }

    private ObjectNode bind(RequestContext context, String namespace, String name, ObjectNode binding) {
        String node = Trees.string(binding, "target", "name");
        check(binding, name);
        if (context.dryRun()) {
            assigned(objects.get(PODS, namespace, name).orElseThrow(() -> StatusException.notFound(PODS, name)),
                    binding, node);
        } else {
            objects.update(context, PODS, namespace, name, pod -> assigned(pod, binding, node));
        }
        return success();
    }

    private static void check(ObjectNode binding, String name) {
        FieldErrors errors = new FieldErrors();
        FieldPath target = FieldPath.of("target");
        String kind = Trees.string(binding, "target", "kind");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.notSupported(target.child("kind"), kind, List.of("Node", "<empty>"));
        }
        if (Trees.string(binding, "target", "name").isEmpty()) {
            errors.required(target.child("name"), "");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("", "Binding"), name, errors);
        }
    }

    private ObjectNode assigned(ObjectNode pod, ObjectNode binding, String node) {
        String name = Meta.name(pod);
        String uid = Meta.uid(binding);
        if (!uid.isEmpty() && !uid.equals(Meta.uid(pod))) {
            throw StatusException.conflict(MESSAGES, name, "Precondition failed: UID in precondition: " + uid
                    + ", UID in object meta: " + Meta.uid(pod));
        }
        if (Meta.isDeleting(pod)) {
            throw StatusException.conflict(MESSAGES, name,
                    "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        String before = Trees.string(pod, "spec", "nodeName");
        if (!before.isEmpty()) {
            throw StatusException.conflict(MESSAGES, name,
                    "pod " + name + " is already assigned to node \"" + before + "\"");
        }
        if (!Trees.objects(pod, "spec", "schedulingGates").isEmpty()) {
            throw StatusException.conflict(MESSAGES, name,
                    "pod " + name + " has non-empty .spec.schedulingGates");
        }
        Trees.ensureObject(pod, "spec").put("nodeName", node);
        for (String map : List.of("annotations", "labels")) {
            Trees.object(binding, "metadata", map)
                    .ifPresent(more -> Trees.ensureObject(pod, "metadata", map).setAll(more));
        }
        scheduled(pod);
        return pod;
    }

    private void scheduled(ObjectNode pod) {
        ArrayNode conditions = Trees.ensureArray(Trees.ensureObject(pod, "status"), "conditions");
        Optional<ObjectNode> found = Trees.objects(pod, "status", "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals("PodScheduled")).findFirst();
        ObjectNode condition = found.orElseGet(conditions::addObject);
        if (!Trees.string(condition, "status").equals("True")) {
            condition.removeAll();
            condition.putNull("lastProbeTime").put("lastTransitionTime", Meta.time(clock.now())).put("status", "True")
                    .put("type", "PodScheduled");
        }
    }

    static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }
}
