package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy with the bindings that name it. Immutable.
 *
 * @param compiled what evaluates it
 */
record Policy<E>(String name, ObjectNode spec, MatchResources constraints, E compiled, List<Binding> bindings) {

    /** Where and with what parameters a policy applies. */
    record Binding(String name, ObjectNode spec, MatchResources resources) {

        static Binding of(ObjectNode tree) {
            ObjectNode spec = Trees.ensureObject(tree, "spec");
            return new Binding(Meta.name(tree), spec, MatchResources.of(spec, "matchResources"));
        }

        String policyName() {
            return Trees.string(spec, "policyName");
        }
    }

    boolean ignoresFailure() {
        return Trees.string(spec, "failurePolicy").equals("Ignore");
    }

    boolean isReinvoked() {
        return Trees.string(spec, "reinvocationPolicy").equals("IfNeeded");
    }

    /** The kind of its parameters; empty if it takes none. */
    Optional<GroupVersionKind> paramKind() {
        return paramKind(spec);
    }

    static Optional<GroupVersionKind> paramKind(ObjectNode spec) {
        return Trees.object(spec, "paramKind")
                .map(kind -> GroupVersion.parse(Trees.string(kind, "apiVersion")).kind(Trees.string(kind, "kind")));
    }
}
