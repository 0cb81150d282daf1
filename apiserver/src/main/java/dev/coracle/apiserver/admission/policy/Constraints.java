package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.webhook.Rule;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Which requests a policy or binding is about. Source: admissionregistration.k8s.io/v1 MatchResources. */
record Constraints(List<Rule> rules, List<Rule> excluded, Optional<LabelSelector> namespaces,
        Optional<LabelSelector> labels) {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    /** @param field matchConstraints or matchResources */
    static Constraints of(ObjectNode spec, String field) {
        return new Constraints(rules(spec, field, "resourceRules"), rules(spec, field, "excludeResourceRules"),
                selector(spec, field, "namespaceSelector"), selector(spec, field, "objectSelector"));
    }

    private static List<Rule> rules(ObjectNode spec, String field, String list) {
        return Rule.of(spec, field, list);
    }

    private static Optional<LabelSelector> selector(ObjectNode spec, String field, String name) {
        return Trees.object(spec, field, name).map(LabelSelector::of).filter(s -> !s.isEmpty());
    }

    /** @param ruleNeeded whether no rules mean no requests (policies) or all of them (bindings) */
    boolean match(AdmissionRequest request, Objects objects, boolean ruleNeeded) {
        boolean inRules = rules.stream().anyMatch(r -> r.matches(request)) || rules.isEmpty() && !ruleNeeded;
        return inRules && excluded.stream().noneMatch(r -> r.matches(request)) && namespaceFits(request, objects)
                && (labels.isEmpty() || labels.get().matches(Meta.labels(request.object()))
                        || request.old().filter(old -> labels.get().matches(Meta.labels(old))).isPresent());
    }

    private boolean namespaceFits(AdmissionRequest request, Objects objects) {
        if (namespaces.isEmpty() || request.namespace().isEmpty()) {
            return true;
        }
        return namespaces.get()
                .matches(objects.get(NAMESPACES, "", request.namespace()).map(Meta::labels).orElse(Map.of()));
    }
}
