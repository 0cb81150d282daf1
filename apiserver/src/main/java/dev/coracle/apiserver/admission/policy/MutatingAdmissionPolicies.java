package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Reinvocation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.admission.cel.policy.MutatingPolicy;
import dev.coracle.apiserver.admission.policy.PolicyMatcher.Failure;
import dev.coracle.apiserver.admission.policy.PolicyMatcher.Invocation;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes objects as the MutatingAdmissionPolicies want it that are bound and match, one after another in the order of their names; those
 * that wish it are evaluated again when something changed after them. Safe for use by any number of threads.
 */
public final class MutatingAdmissionPolicies implements AdmissionPlugin {

    /** Fills in the defaults of what a policy has added, so that who comes next sees a whole object. */
    @FunctionalInterface
    public interface Defaults {
        /** @param object of the resource's kind and version; changed in place */
        void apply(Resource resource, ObjectNode object);
    }

    private final BoundPolicies<MutatingPolicy> policies;
    private final PolicyMatcher matcher;
    private final PolicyInputs inputs;
    private final Defaults defaults;

    public MutatingAdmissionPolicies(Objects objects, Resources resources, PolicyInputs inputs, Defaults defaults) {
        this.policies = new BoundPolicies<>(objects, "mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
                MutatingPolicy::compile);
        this.matcher = new PolicyMatcher(objects, resources);
        this.inputs = inputs;
        this.defaults = defaults;
    }

    @Override
    public String name() {
        return "MutatingAdmissionPolicy";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE || request.object().isEmpty() || PolicyMatcher.isExempt(request)) {
            return;
        }
        List<Policy<MutatingPolicy>> bound = policies.get();
        if (bound.isEmpty()) {
            return;
        }
        PolicyMatcher.Matches<MutatingPolicy> matches = matcher.match(bound, request);
        List<Failure> failures = new ArrayList<>(matches.failures());
        if (!matches.invocations().isEmpty()) {
            Reinvocation.Calls calls = request.reinvocation().of(name());
            calls.begin(request.object());
            matches.invocations().forEach(invocation -> evaluate(invocation, request, calls, failures));
            calls.end(request.object());
        }
        if (!failures.isEmpty()) {
            throw refused(request, failures);
        }
    }

    private void evaluate(Invocation<MutatingPolicy> invocation, AdmissionRequest request, Reinvocation.Calls calls,
            List<Failure> failures) {
        Policy<MutatingPolicy> policy = invocation.policy();
        String key = policy.name() + "/" + invocation.binding().name() + "/"
                + invocation.params().map(param -> Meta.namespace(param) + "/" + Meta.name(param)).orElse("");
        if (calls.spared(key)) {
            return;
        }
        AdmissionRequest seen = VersionedRequests.in(request, invocation.resource());
        MutatingPolicy.Result result = policy.compiled().evaluate(
                inputs.of(seen, request.resource(), invocation.params()), VersionedRequests.schema(seen),
                object -> complete(seen, object));
        result.errors().forEach(error -> failures
                .add(new Failure(policy.name(), Optional.of(invocation.binding().name()), error, "Invalid")));
        if (!result.applies()) {
            return;
        }
        if (!result.object().equals(seen.object())) {
            ObjectNode changed = VersionedRequests.convert(result.object(), seen.resource(), request.resource());
            request.object().removeAll();
            request.object().setAll(changed);
            calls.changed();
        }
        if (policy.isReinvoked()) {
            calls.askedAndWilling(key);
        }
    }

    private void complete(AdmissionRequest request, ObjectNode object) {
        if (request.subresource().isEmpty()) {
            defaults.apply(request.resource(), object);
        }
    }

    private static StatusException refused(AdmissionRequest request, List<Failure> failures) {
        List<StatusCause> causes = failures.stream().map(failure -> new StatusCause("", message(failure), "")).toList();
        Failure first = failures.getFirst();
        Status plain = Requests.forbidden(request, "").status();
        String reason = first.reason().isEmpty() ? Reason.FORBIDDEN.word() : first.reason();
        return new StatusException(new Status(Reason.FORBIDDEN.code(), reason, message(first),
                plain.details().withCauses(causes)));
    }

    private static String message(Failure failure) {
        return failure.binding().map(binding -> "policy '" + failure.policy() + "' with binding '" + binding + "'")
                .orElse("policy \"" + failure.policy() + "\"") + " denied request: " + failure.message();
    }
}
