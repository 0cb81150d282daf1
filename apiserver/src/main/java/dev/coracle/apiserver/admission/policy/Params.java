package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The objects that bindings give to policies, of built-in and custom kinds. Source: admissionregistration.k8s.io/v1 ParamKind, ParamRef. */
final class Params {

    /** A policy or binding that cannot be used as it is written; the message is upstream's. */
    static final class Misconfigured extends Exception {
        private static final long serialVersionUID = 1L;

        Misconfigured(String message) {
            super(message, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    private final Objects objects;
    private final Resources resources;

    Params(Objects objects, Resources resources) {
        this.objects = objects;
        this.resources = resources;
    }

    /** The resource of a kind of parameters, as it is served now. @throws Misconfigured if there is none */
    Resource resource(GroupVersionKind kind) throws Misconfigured {
        return find(kind).orElseThrow(() -> new Misconfigured("failed to find resource referenced by paramKind: '"
                + kind.group() + "/" + kind.version() + ", Kind=" + kind.kind() + "'"));
    }

    Optional<Resource> find(GroupVersionKind kind) {
        return resources.all().stream().filter(resource -> resource.info().groupVersionKind().equals(kind)
                && resource.info().verbs().contains("list")).findFirst();
    }

    /**
     * What the policy is to be evaluated with, once for each; an empty one for a binding without parameters, no ones if there is nothing to
     * evaluate it with.
     *
     * @param namespace of the request
     */
    List<Optional<ObjectNode>> of(Resource resource, Policy.Binding binding, String namespace) throws Misconfigured {
        Optional<ObjectNode> ref = Trees.object(binding.spec(), "paramRef");
        if (ref.isEmpty()) {
            return List.of(Optional.empty());
        }
        String where = namespace(ref.get(), resource, namespace);
        List<ObjectNode> found = objects(ref.get(), resource.info().groupResource(), where);
        if (found.isEmpty() && Trees.string(ref.get(), "parameterNotFoundAction").equals("Deny")) {
            throw new Misconfigured("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found.stream().map(object -> Optional.of(served(object, resource))).toList();
    }

    private static String namespace(ObjectNode ref, Resource resource, String ofRequest) throws Misconfigured {
        String given = Trees.string(ref, "namespace");
        if (!resource.namespaced()) {
            if (!given.isEmpty()) {
                throw new Misconfigured("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
            }
            return "";
        }
        if (given.isEmpty() && ofRequest.isEmpty()) {
            throw new Misconfigured(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        return given.isEmpty() ? ofRequest : given;
    }

    private List<ObjectNode> objects(ObjectNode ref, GroupResource resource, String namespace) throws Misconfigured {
        String name = Trees.string(ref, "name");
        Optional<LabelSelector> selector = Trees.object(ref, "selector").map(LabelSelector::of);
        if (!name.isEmpty()) {
            if (selector.isPresent()) {
                throw new Misconfigured("paramRef.name and paramRef.selector are mutually exclusive");
            }
            return objects.get(resource, namespace, name).stream().toList();
        }
        if (selector.isEmpty()) {
            throw new Misconfigured("one of name or selector must be provided");
        }
        return objects.list(resource, namespace).stream()
                .filter(object -> selector.get().matches(Meta.labels(object))).toList();
    }

    /** In the version that the policy asks for. */
    private static ObjectNode served(ObjectNode stored, Resource resource) {
        return resource.info().groupVersion().equals(resource.storageVersion())
                ? stored
                : resource.conversion().convert(stored, resource.info().groupVersion());
    }
}
