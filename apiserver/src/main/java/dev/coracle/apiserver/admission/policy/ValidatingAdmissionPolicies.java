package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.admission.cel.ValidatingPolicy;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates the ValidatingAdmissionPolicies that are bound and match, and refuses or warns as the bindings say; the first refusal is the
 * one that the client reads. Safe for use by any number of threads.
 */
public final class ValidatingAdmissionPolicies implements AdmissionPlugin {

    private record Refusal(String message, String reason) {}

    private final BoundPolicies<ValidatingPolicy> policies;
    private final PolicyMatcher matcher;
    private final PolicyInputs inputs;

    public ValidatingAdmissionPolicies(Objects objects, Resources resources, PolicyInputs inputs) {
        this.policies = new BoundPolicies<>(objects, "validatingadmissionpolicies",
                "validatingadmissionpolicybindings", ValidatingPolicy::compile);
        this.matcher = new PolicyMatcher(objects, resources);
        this.inputs = inputs;
    }

    @Override
    public String name() {
        return "ValidatingAdmissionPolicy";
    }

    @Override
    public boolean handlesConnect() {
        return true;
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (PolicyMatcher.isExempt(request)) {
            return;
        }
        List<Policy<ValidatingPolicy>> bound = policies.get();
        if (bound.isEmpty()) {
            return;
        }
        PolicyMatcher.Matches<ValidatingPolicy> matches = matcher.match(bound, request);
        List<Refusal> refusals = new ArrayList<>();
        matches.failures().forEach(failure -> refusals.add(new Refusal("ValidatingAdmissionPolicy '" + failure.policy()
                + failure.binding().map(binding -> "' with binding '" + binding).orElse("") + "' denied request: "
                + failure.message(), "Invalid")));
        matches.invocations().forEach(invocation -> evaluate(invocation, request, refusals));
        if (!refusals.isEmpty()) {
            throw refused(request, refusals.getFirst());
        }
    }

    private void evaluate(PolicyMatcher.Invocation<ValidatingPolicy> invocation, AdmissionRequest request,
            List<Refusal> refusals) {
        Policy.Binding binding = invocation.binding();
        String policy = invocation.policy().name();
        List<String> actions = Trees.strings(binding.spec(), "validationActions");
        AdmissionRequest seen = VersionedRequests.in(request, invocation.resource());
        for (ValidatingPolicy.Denial denial : invocation.policy().compiled()
                .evaluate(inputs.of(seen, request.resource(), invocation.params())).denials()) {
            if (actions.contains("Warn")) {
                request.context().warnings().add(denial.warning(policy, binding.name()));
            }
            if (actions.contains("Deny")) {
                refusals.add(new Refusal(denial.denied(policy, binding.name()), denial.reason()));
            }
        }
    }

    private static StatusException refused(AdmissionRequest request, Refusal refusal) {
        Status plain = Requests.forbidden(request, refusal.message).status();
        int code = switch (refusal.reason) {
            case "Unauthorized" -> 401;
            case "Forbidden" -> 403;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
        return new StatusException(new Status(code, refusal.reason, plain.message(),
                plain.details().withCauses(List.of(new StatusCause("", refusal.message, "")))));
    }
}
