package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission policies of one kind with their bindings: which of them a request meets, and with which parameters. They are compiled when
 * they change. Safe for use by any number of threads.
 *
 * @param <P> a compiled policy
 */
final class BoundPolicies<P> {

    private static final String GROUP = "admissionregistration.k8s.io";

    record Binding(String name, ObjectNode spec, Constraints constraints) {}

    record Policy<P>(String name, ObjectNode spec, Constraints constraints, P compiled, List<Binding> bindings) {}

    /** One evaluation to come. @param params empty for a policy without them */
    record Invocation<P>(Policy<P> policy, Binding binding, Optional<ObjectNode> params) {}

    /** A binding that denies what it has no parameters for. */
    interface Unparameterized<P> {
        void refuse(Policy<P> policy, Binding binding, String why);
    }

    private final Objects objects;
    private final PolicyParams params;
    private final CachedView<List<Policy<P>>> policies;

    /** @param resource the policies' plural; that of their bindings follows from it */
    BoundPolicies(Objects objects, PolicyParams params, String resource, String bindings,
            Function<ObjectNode, P> compiler) {
        this.objects = objects;
        this.params = params;
        GroupResource policyResource = new GroupResource(GROUP, resource);
        GroupResource bindingResource = new GroupResource(GROUP, bindings);
        this.policies = new CachedView<>(objects, List.of(policyResource, bindingResource),
                all -> read(all.list(policyResource, ""), all.list(bindingResource, ""), compiler));
    }

    private static <P> List<Policy<P>> read(List<ObjectNode> policies, List<ObjectNode> bindings,
            Function<ObjectNode, P> compiler) {
        return policies.stream().map(tree -> {
            ObjectNode spec = Trees.ensureObject(tree, "spec");
            String name = Meta.name(tree);
            List<Binding> own = bindings.stream().filter(b -> Trees.string(b, "spec", "policyName").equals(name))
                    .map(b -> new Binding(Meta.name(b), Trees.ensureObject(b, "spec"),
                            Constraints.of(Trees.ensureObject(b, "spec"), "matchResources")))
                    .toList();
            return new Policy<>(name, spec, Constraints.of(spec, "matchConstraints"), compiler.apply(spec), own);
        }).filter(policy -> !policy.bindings.isEmpty()).toList();
    }

    /** What a request meets, in the order of names; nothing for policies and webhooks themselves, so that a wrong one can be mended. */
    List<Invocation<P>> invocations(AdmissionRequest request, Unparameterized<P> refusal) {
        List<Invocation<P>> found = new ArrayList<>();
        if (Requests.resource(request).group().equals(GROUP)) {
            return found;
        }
        for (Policy<P> policy : policies.get()) {
            if (policy.constraints.match(request, objects, true)) {
                for (Binding binding : policy.bindings) {
                    if (binding.constraints.match(request, objects, false)) {
                        add(found, policy, binding, request, refusal);
                    }
                }
            }
        }
        return found;
    }

    private void add(List<Invocation<P>> found, Policy<P> policy, Binding binding, AdmissionRequest request,
            Unparameterized<P> refusal) {
        if (Trees.object(policy.spec, "paramKind").isEmpty()) {
            found.add(new Invocation<>(policy, binding, Optional.empty()));
            return;
        }
        List<ObjectNode> given = params.of(policy.spec, binding.spec, request);
        if (given.isEmpty() && Trees.string(binding.spec, "paramRef", "parameterNotFoundAction").equals("Deny")
                && !Trees.string(policy.spec, "failurePolicy").equals("Ignore")) {
            refusal.refuse(policy, binding, "failed to configure binding: no params found for policy binding with "
                    + "`Deny` parameterNotFoundAction");
        }
        given.forEach(param -> found.add(new Invocation<>(policy, binding, Optional.of(param))));
    }
}
