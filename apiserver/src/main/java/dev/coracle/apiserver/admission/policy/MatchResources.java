package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.admission.webhook.Rule;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Which requests a policy or binding is about. Source: admissionregistration.k8s.io/v1 MatchResources. */
record MatchResources(List<NamedRule> rules, List<NamedRule> excluded, Optional<LabelSelector> namespaces,
        Optional<LabelSelector> labels, boolean exact) {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    /** @param names of the objects that it is about; empty for all */
    record NamedRule(Rule rule, List<String> names) {

        boolean matches(AdmissionRequest request) {
            return rule.matches(request) && (names.isEmpty() || names.contains(request.name()));
        }
    }

    /** @param field matchConstraints or matchResources; if the spec does not have it, all requests match */
    static MatchResources of(ObjectNode spec, String field) {
        return new MatchResources(rules(spec, field, "resourceRules"), rules(spec, field, "excludeResourceRules"),
                selector(spec, field, "namespaceSelector"), selector(spec, field, "objectSelector"),
                Trees.string(spec, field, "matchPolicy").equals("Exact"));
    }

    private static List<NamedRule> rules(ObjectNode spec, String field, String list) {
        List<NamedRule> rules = new ArrayList<>();
        List<Rule> plain = Rule.of(spec, field, list);
        List<ObjectNode> trees = Trees.objects(spec, field, list);
        for (int i = 0; i < plain.size(); i++) {
            rules.add(new NamedRule(plain.get(i), Trees.strings(trees.get(i), "resourceNames")));
        }
        return rules;
    }

    private static Optional<LabelSelector> selector(ObjectNode spec, String field, String name) {
        return Trees.object(spec, field, name).map(LabelSelector::of).filter(s -> !s.isEmpty());
    }

    /** The resource in the version that matches: the request's own, or by matchPolicy Equivalent another one of the same objects. */
    Optional<Resource> match(AdmissionRequest request, Objects objects, Resources resources) {
        if (!namespaceFits(request, objects) || !labelsFit(request)
                || matchRules(excluded, request, resources).isPresent()) {
            return Optional.empty();
        }
        return rules.isEmpty() ? Optional.of(request.resource()) : matchRules(rules, request, resources);
    }

    private Optional<Resource> matchRules(List<NamedRule> some, AdmissionRequest request, Resources resources) {
        return VersionedRequests.matching(request, resources, exact || some.isEmpty(),
                candidate -> some.stream().anyMatch(rule -> rule.matches(candidate)));
    }

    private boolean labelsFit(AdmissionRequest request) {
        return labels.isEmpty()
                || !request.object().isEmpty() && labels.get().matches(Meta.labels(request.object()))
                || request.old().filter(old -> labels.get().matches(Meta.labels(old))).isPresent();
    }

    /** A namespace itself is judged by its own labels, those it is to have if it is being written. */
    private boolean namespaceFits(AdmissionRequest request, Objects objects) {
        if (namespaces.isEmpty()) {
            return true;
        }
        boolean isNamespace = Requests.resource(request).equals(NAMESPACES);
        if (isNamespace && request.subresource().isEmpty() && request.operation() != Operation.DELETE) {
            return namespaces.get().matches(Meta.labels(request.object()));
        }
        String name = isNamespace ? request.name() : request.namespace();
        return name.isEmpty() || namespaces.get()
                .matches(objects.shown(NAMESPACES, "", name).map(Meta::labels).orElse(Map.of()));
    }
}
