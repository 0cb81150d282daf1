package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** All policies of one kind that have bindings, by name; each is compiled when its spec changes. Safe for use by any number of threads. */
final class BoundPolicies<E> {

    static final String GROUP = "admissionregistration.k8s.io";

    private final GroupResource policies;
    private final GroupResource bindings;
    private final Function<ObjectNode, E> compiler;
    private final CachedView<List<Policy<E>>> view;
    private volatile Map<String, Policy<E>> last = Map.of();

    /** @param policies and {@code bindings} plurals of the group; {@code compiler} from a policy's spec to what evaluates it */
    BoundPolicies(Objects objects, String policies, String bindings, Function<ObjectNode, E> compiler) {
        this.policies = new GroupResource(GROUP, policies);
        this.bindings = new GroupResource(GROUP, bindings);
        this.compiler = compiler;
        this.view = new CachedView<>(objects, List.of(this.policies, this.bindings), this::read);
    }

    List<Policy<E>> get() {
        return view.get();
    }

    private List<Policy<E>> read(Objects objects) {
        Map<String, List<Policy.Binding>> byPolicy = objects.list(bindings, "").stream().map(Policy.Binding::of)
                .collect(Collectors.groupingBy(Policy.Binding::policyName));
        List<Policy<E>> made = objects.list(policies, "").stream().filter(tree -> byPolicy.containsKey(Meta.name(tree)))
                .map(tree -> policy(tree, byPolicy.getOrDefault(Meta.name(tree), List.of()))).toList();
        last = made.stream().collect(Collectors.toMap(Policy::name, policy -> policy));
        return made;
    }

    private Policy<E> policy(ObjectNode tree, List<Policy.Binding> own) {
        String name = Meta.name(tree);
        ObjectNode spec = Trees.ensureObject(tree, "spec");
        @Nullable
        Policy<E> before = last.get(name);
        return before != null && before.spec().equals(spec)
                ? new Policy<>(name, spec, before.constraints(), before.compiled(), own)
                : new Policy<>(name, spec, MatchResources.of(spec, "matchConstraints"), compiler.apply(spec), own);
    }
}
