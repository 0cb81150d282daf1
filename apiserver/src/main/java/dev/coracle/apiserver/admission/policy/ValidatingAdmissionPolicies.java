package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.admission.cel.policy.ValidatingPolicy;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Evaluates the ValidatingAdmissionPolicies that are bound and match, and refuses or warns as the bindings say; the first refusal is the
 * one that the client reads. Safe for use by any number of threads.
 */
public final class ValidatingAdmissionPolicies implements AdmissionPlugin {

    /** Characters of what a policy says in the audit log. */
    private static final int MAX_ANNOTATION = 10 << 10;

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
        long began = System.nanoTime();
        ValidatingPolicy.Result result = invocation.policy().compiled()
                .evaluate(inputs.of(seen, request.resource(), invocation.params()));
        result.annotations().forEach(said -> request.context().notes().add(policy + "/" + said.key(),
                said.value().substring(0, Math.min(said.value().length(), MAX_ANNOTATION))));
        long nanos = System.nanoTime() - began;
        for (ValidatingPolicy.Denial denial : result.denials()) {
            actions.forEach(action -> PolicyMetrics.checked(policy, binding.name(), action.toLowerCase(Locale.ROOT),
                    denial.isError(), nanos));
            if (actions.contains("Audit")) {
                note(request, policy, binding, denial);
            }
            if (actions.contains("Warn")) {
                request.context().warnings().add(denial.warning(policy, binding.name()));
            }
            if (actions.contains("Deny")) {
                refusals.add(new Refusal(denial.denied(policy, binding.name()), denial.reason()));
            }
        }
    }

    /** For the audit log; the first failure of a request is the one that is told. */
    private static void note(AdmissionRequest request, String policy, Policy.Binding binding,
            ValidatingPolicy.Denial denial) {
        if (!request.context().notes().kept()) {
            return;
        }
        ArrayNode failures = Json.array();
        ObjectNode failure = failures.addObject().put("message", denial.message()).put("policy", policy)
                .put("binding", binding.name()).put("expressionIndex", Math.max(0, denial.index()));
        Trees.strings(binding.spec(), "validationActions").forEach(failure.putArray("validationActions")::add);
        request.context().notes().add("validation.policy.admission.k8s.io/validation_failure", Json.text(failures));
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
