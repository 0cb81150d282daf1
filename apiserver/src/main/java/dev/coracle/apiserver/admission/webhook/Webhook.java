package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One webhook of a configuration. Source: admissionregistration.k8s.io/v1.
 *
 * @param configuration the name of the configuration it stands in
 * @param tree          as it stands there
 */
record Webhook(String configuration, ObjectNode tree, List<Rule> rules, Optional<LabelSelector> namespaceSelector,
        Optional<LabelSelector> objectSelector) {

    static List<Webhook> of(ObjectNode configuration) {
        return Trees.objects(configuration, "webhooks").stream()
                .map(tree -> new Webhook(Meta.name(configuration), tree, rules(tree), selector(tree,
                        "namespaceSelector"), selector(tree, "objectSelector")))
                .toList();
    }

    private static List<Rule> rules(ObjectNode tree) {
        return Rule.of(tree, "rules");
    }

    private static Optional<LabelSelector> selector(ObjectNode tree, String name) {
        return Trees.object(tree, name).map(LabelSelector::of).filter(s -> !s.isEmpty());
    }

    String name() {
        return Trees.string(tree, "name");
    }

    ObjectNode clientConfig() {
        return Trees.object(tree, "clientConfig").orElseGet(Json::object);
    }

    boolean ignoresFailure() {
        return Trees.string(tree, "failurePolicy").equals("Ignore");
    }

    Duration timeout() {
        return Duration.ofSeconds(Math.clamp(Trees.integer(tree, "timeoutSeconds").orElse(10L), 1L, 30L));
    }

    boolean hasSideEffects() {
        String effects = Trees.string(tree, "sideEffects");
        return !effects.equals("None") && !effects.equals("NoneOnDryRun");
    }

    /** Whether it is asked only about the versions that its rules name (matchPolicy Exact). */
    boolean exact() {
        return Trees.string(tree, "matchPolicy").equals("Exact");
    }

    boolean reinvokes() {
        return Trees.string(tree, "reinvocationPolicy").equals("IfNeeded");
    }
}
