package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.cel.ValidatingPolicy;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Evaluates the ValidatingAdmissionPolicies that are bound and match, and refuses or warns as the binding says. Parameters are objects of
 * built-in kinds. Policies are compiled when they change. Safe for use by any number of threads.
 */
public final class ValidatingAdmissionPolicies implements AdmissionPlugin {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final GroupResource POLICIES = new GroupResource(GROUP, "validatingadmissionpolicies");
    private static final GroupResource BINDINGS = new GroupResource(GROUP, "validatingadmissionpolicybindings");

    private record Binding(String name, ObjectNode spec, Constraints constraints) {}

    private record Policy(String name, ObjectNode spec, Constraints constraints, ValidatingPolicy compiled,
            List<Binding> bindings) {}

    private final Objects objects;
    private final PolicyInputs inputs;
    private final CachedView<List<Policy>> policies;

    public ValidatingAdmissionPolicies(Objects objects, PolicyInputs inputs) {
        this.objects = objects;
        this.inputs = inputs;
        this.policies = new CachedView<>(objects, List.of(POLICIES, BINDINGS), ValidatingAdmissionPolicies::read);
    }

    private static List<Policy> read(Objects objects) {
        List<ObjectNode> bindings = objects.list(BINDINGS, "");
        return objects.list(POLICIES, "").stream().map(tree -> {
            ObjectNode spec = Trees.ensureObject(tree, "spec");
            String name = Meta.name(tree);
            List<Binding> own = bindings.stream().filter(b -> Trees.string(b, "spec", "policyName").equals(name))
                    .map(b -> new Binding(Meta.name(b), Trees.ensureObject(b, "spec"),
                            Constraints.of(Trees.ensureObject(b, "spec"), "matchResources")))
                    .toList();
            return new Policy(name, spec, Constraints.of(spec, "matchConstraints"), ValidatingPolicy.compile(spec),
                    own);
        }).filter(policy -> !policy.bindings.isEmpty()).toList();
    }

    @Override
    public String name() {
        return "ValidatingAdmissionPolicy";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (Requests.resource(request).group().equals(GROUP)) {
            return;
        }
        for (Policy policy : policies.get()) {
            if (policy.constraints.match(request, objects, true)) {
                for (Binding binding : policy.bindings) {
                    if (binding.constraints.match(request, objects, false)) {
                        evaluate(policy, binding, request);
                    }
                }
            }
        }
    }

    private void evaluate(Policy policy, Binding binding, AdmissionRequest request) {
        if (Trees.object(policy.spec, "paramKind").isEmpty()) {
            heed(policy, binding, request, Optional.empty());
            return;
        }
        List<ObjectNode> params = params(policy, binding, request);
        if (params.isEmpty() && Trees.string(binding.spec, "paramRef", "parameterNotFoundAction").equals("Deny")
                && !Trees.string(policy.spec, "failurePolicy").equals("Ignore")) {
            throw Requests.forbidden(request, "ValidatingAdmissionPolicy '" + policy.name + "' with binding '"
                    + binding.name
                    + "' denied request: failed to configure binding: no params found for policy binding "
                    + "with `Deny` parameterNotFoundAction");
        }
        params.forEach(param -> heed(policy, binding, request, Optional.of(param)));
    }

    private List<ObjectNode> params(Policy policy, Binding binding, AdmissionRequest request) {
        GroupVersion version = GroupVersion.parse(Trees.string(policy.spec, "paramKind", "apiVersion"));
        Optional<ResourceInfo> info = Catalogue.builtIn()
                .find(version.kind(Trees.string(policy.spec, "paramKind", "kind")));
        if (info.isEmpty()) {
            return List.of();
        }
        String given = Trees.string(binding.spec, "paramRef", "namespace");
        String namespace = !info.get().namespaced() ? "" : given.isEmpty() ? request.namespace() : given;
        String name = Trees.string(binding.spec, "paramRef", "name");
        if (!name.isEmpty()) {
            return objects.get(info.get().groupResource(), namespace, name).stream().toList();
        }
        LabelSelector selector = Trees.object(binding.spec, "paramRef", "selector").map(LabelSelector::of)
                .orElse(LabelSelector.EVERYTHING);
        return objects.list(info.get().groupResource(), namespace).stream()
                .filter(o -> selector.matches(Meta.labels(o))).toList();
    }

    private void heed(Policy policy, Binding binding, AdmissionRequest request, Optional<ObjectNode> params) {
        List<String> actions = Trees.strings(binding.spec, "validationActions");
        for (ValidatingPolicy.Denial denial : policy.compiled.evaluate(inputs.of(request, params)).denials()) {
            if (actions.contains("Warn")) {
                request.context().warnings().add(denial.warning(policy.name, binding.name));
            }
            if (actions.contains("Deny") || actions.isEmpty()) {
                throw refusal(request, denial, denial.denied(policy.name, binding.name));
            }
        }
    }

    private static StatusException refusal(AdmissionRequest request, ValidatingPolicy.Denial denial, String message) {
        Status plain = Requests.forbidden(request, message).status();
        int code = switch (denial.reason()) {
            case "Unauthorized" -> 401;
            case "Forbidden" -> 403;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
        return new StatusException(new Status(code, denial.reason(), plain.message(),
                plain.details().withCauses(List.of(new StatusCause("", message, "")))));
    }
}
