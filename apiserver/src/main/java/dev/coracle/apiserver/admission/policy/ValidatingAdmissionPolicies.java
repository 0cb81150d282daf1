package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.cel.ValidatingPolicy;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;

/**
 * Evaluates the ValidatingAdmissionPolicies that are bound and match, and refuses or warns as the binding says. Safe for use by any number
 * of threads.
 */
public final class ValidatingAdmissionPolicies implements AdmissionPlugin {

    private final PolicyInputs inputs;
    private final BoundPolicies<ValidatingPolicy> policies;

    public ValidatingAdmissionPolicies(Objects objects, PolicyInputs inputs, PolicyParams params) {
        this.inputs = inputs;
        this.policies = new BoundPolicies<>(objects, params, "validatingadmissionpolicies",
                "validatingadmissionpolicybindings", ValidatingPolicy::compile);
    }

    @Override
    public String name() {
        return "ValidatingAdmissionPolicy";
    }

    @Override
    public void validate(AdmissionRequest request) {
        policies.invocations(request, (policy, binding, why) -> {
            throw Requests.forbidden(request, "ValidatingAdmissionPolicy '" + policy.name() + "' with binding '"
                    + binding.name() + "' denied request: " + why);
        }).forEach(invocation -> heed(invocation, request));
    }

    private void heed(BoundPolicies.Invocation<ValidatingPolicy> invocation, AdmissionRequest request) {
        String policy = invocation.policy().name();
        String binding = invocation.binding().name();
        List<String> actions = Trees.strings(invocation.binding().spec(), "validationActions");
        for (ValidatingPolicy.Denial denial : invocation.policy().compiled()
                .evaluate(inputs.of(request, invocation.params())).denials()) {
            if (actions.contains("Warn")) {
                request.context().warnings().add(denial.warning(policy, binding));
            }
            if (actions.contains("Deny") || actions.isEmpty()) {
                throw refusal(request, denial, denial.denied(policy, binding));
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
