package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the objects that a binding hands to its policy, of built-in and custom kinds. Safe for use by any number of threads. Source:
 * admissionregistration.k8s.io/v1 ParamKind and ParamRef.
 */
public final class PolicyParams {

    private final Objects objects;
    private final Resources resources;

    public PolicyParams(Objects objects, Resources resources) {
        this.objects = objects;
        this.resources = resources;
    }

    /** In the version that the policy names; none if nothing is found or the kind is not served. */
    List<ObjectNode> of(ObjectNode policySpec, ObjectNode bindingSpec, AdmissionRequest request) {
        GroupVersion version = GroupVersion.parse(Trees.string(policySpec, "paramKind", "apiVersion"));
        GroupVersionKind kind = version.kind(Trees.string(policySpec, "paramKind", "kind"));
        Optional<Resource> found = resources.all().stream().filter(r -> r.info().groupVersionKind().equals(kind))
                .findFirst();
        return found.map(resource -> of(resource, version, bindingSpec, request)).orElse(List.of());
    }

    private List<ObjectNode> of(Resource resource, GroupVersion version, ObjectNode binding,
            AdmissionRequest request) {
        String given = Trees.string(binding, "paramRef", "namespace");
        String namespace = !resource.namespaced() ? "" : given.isEmpty() ? request.namespace() : given;
        String name = Trees.string(binding, "paramRef", "name");
        if (!name.isEmpty()) {
            return objects.get(resource.info().groupResource(), namespace, name).stream()
                    .map(param -> resource.conversion().convert(param, version)).toList();
        }
        LabelSelector selector = Trees.object(binding, "paramRef", "selector").map(LabelSelector::of)
                .orElse(LabelSelector.EVERYTHING);
        return objects.list(resource.info().groupResource(), namespace).stream()
                .filter(param -> selector.matches(Meta.labels(param)))
                .map(param -> resource.conversion().convert(param, version)).toList();
    }
}
