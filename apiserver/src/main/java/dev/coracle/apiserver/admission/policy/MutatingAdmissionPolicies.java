package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.MutatingPolicy;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets the MutatingAdmissionPolicies that are bound and match change objects, in the order of their names. A policy that wants to be asked
 * again ({@code reinvocationPolicy: IfNeeded}) is, once, when one after it has changed the object. Safe for use by any number of threads.
 * Source: KEP-3962.
 */
public final class MutatingAdmissionPolicies implements AdmissionPlugin {

    private final PolicyInputs inputs;
    private final BoundPolicies<MutatingPolicy> policies;

    public MutatingAdmissionPolicies(Objects objects, PolicyInputs inputs, PolicyParams params) {
        this.inputs = inputs;
        this.policies = new BoundPolicies<>(objects, params, "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings", MutatingPolicy::compile);
    }

    @Override
    public String name() {
        return "MutatingAdmissionPolicy";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE || request.object().isEmpty()) {
            return;
        }
        List<BoundPolicies.Invocation<MutatingPolicy>> invocations = policies.invocations(request,
                (policy, binding, why) -> {
                    throw refusal(request, policy.name(), binding.name(), why);
                });
        int lastChange = -1;
        for (int i = 0; i < invocations.size(); i++) {
            if (change(invocations.get(i), request)) {
                lastChange = i;
            }
        }
        for (int i = 0; i < lastChange; i++) {
            if (Trees.string(invocations.get(i).policy().spec(), "reinvocationPolicy").equals("IfNeeded")) {
                change(invocations.get(i), request);
            }
        }
    }

    /** @return whether the object is another now */
    private boolean change(BoundPolicies.Invocation<MutatingPolicy> invocation, AdmissionRequest request) {
        Schema schema = request.resource().custom()
                ? request.resource().schema().withObjectFields(Catalogue.builtIn()::definition)
                : request.resource().schema();
        try {
            ObjectNode changed = invocation.policy().compiled().mutate(inputs.of(request, invocation.params()), schema);
            if (changed.equals(request.object())) {
                return false;
            }
            ObjectNode copy = changed.deepCopy();
            request.object().removeAll();
            request.object().setAll(copy);
            return true;
        } catch (CelFailure e) {
            throw refusal(request, invocation.policy().name(), invocation.binding().name(), e.why());
        }
    }

    private static StatusException refusal(AdmissionRequest request, String policy, String binding, String why) {
        Status plain = Requests.forbidden(request, "").status();
        String message = "policy '" + policy + "' with binding '" + binding + "' denied request: " + why;
        return new StatusException(new Status(403, "Invalid", message,
                plain.details().withCauses(List.of(new StatusCause("", message, "")))));
    }
}
