package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Finds the policies, bindings and parameters that a request meets. Safe for use by any number of threads. */
final class PolicyMatcher {

    /** Reviews, which are stored nowhere: a policy on them could lock everybody out. */
    private static final Set<GroupResource> REVIEWS = Set.of(
            new GroupResource("authentication.k8s.io", "selfsubjectreviews"),
            new GroupResource("authentication.k8s.io", "tokenreviews"),
            new GroupResource("authorization.k8s.io", "localsubjectaccessreviews"),
            new GroupResource("authorization.k8s.io", "selfsubjectaccessreviews"),
            new GroupResource("authorization.k8s.io", "selfsubjectrulesreviews"),
            new GroupResource("authorization.k8s.io", "subjectaccessreviews"));

    /** One evaluation of a policy. @param resource in the version that the policy matches */
    record Invocation<E>(Policy<E> policy, Policy.Binding binding, Resource resource, Optional<ObjectNode> params) {}

    /**
     * Why a request fails that matches.
     *
     * @param binding empty if the policy itself cannot be used
     * @param reason  of the Status; empty if the failure says none
     */
    record Failure(String policy, Optional<String> binding, String message, String reason) {}

    /** @param failures those that the policies' failurePolicy does not ignore */
    record Matches<E>(List<Invocation<E>> invocations, List<Failure> failures) {}

    private final Objects objects;
    private final Resources resources;
    private final Params params;

    PolicyMatcher(Objects objects, Resources resources) {
        this.objects = objects;
        this.resources = resources;
        this.params = new Params(objects, resources);
    }

    /** Whether no policy is asked: about what policies and webhooks are made of, and about reviews. */
    static boolean isExempt(AdmissionRequest request) {
        return Requests.resource(request).group().equals(BoundPolicies.GROUP)
                || REVIEWS.contains(Requests.resource(request));
    }

    <E> Matches<E> match(List<Policy<E>> policies, AdmissionRequest request) {
        Matches<E> matches = new Matches<>(new ArrayList<>(), new ArrayList<>());
        for (Policy<E> policy : policies) {
            policy.constraints().match(request, objects, resources)
                    .ifPresent(resource -> match(policy, resource, request, matches));
        }
        return matches;
    }

    private <E> void match(Policy<E> policy, Resource resource, AdmissionRequest request, Matches<E> matches) {
        Optional<Resource> kind = Optional.empty();
        try {
            Optional<GroupVersionKind> wanted = policy.paramKind();
            if (wanted.isPresent()) {
                kind = Optional.of(params.resource(wanted.get()));
            }
        } catch (Params.Misconfigured e) {
            fail(policy, Optional.empty(), "failed to configure policy: " + e.why(), matches);
            return;
        }
        for (Policy.Binding binding : policy.bindings()) {
            if (binding.resources().match(request, objects, resources).isEmpty()) {
                continue;
            }
            try {
                List<Optional<ObjectNode>> found = kind.isEmpty()
                        ? List.of(Optional.empty())
                        : params.of(kind.get(), binding, request.namespace());
                found.forEach(param -> matches.invocations
                        .add(new Invocation<>(policy, binding, resource, param)));
            } catch (Params.Misconfigured e) {
                fail(policy, Optional.of(binding.name()), "failed to configure binding: " + e.why(), matches);
            }
        }
    }

    private static <E> void fail(Policy<E> policy, Optional<String> binding, String message, Matches<E> matches) {
        if (!policy.ignoresFailure()) {
            matches.failures.add(new Failure(policy.name(), binding, message, ""));
        }
    }
}
