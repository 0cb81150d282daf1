package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.admission.cel.CelFailure;
import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import dev.coracle.apiserver.admission.cel.policy.MatchConditions;
import dev.coracle.apiserver.admission.cel.policy.PolicyInput;
import dev.coracle.apiserver.admission.webhook.AdmissionReviews;
import dev.coracle.apiserver.admission.webhook.WebhookAdmission;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Shows requests to expressions. Safe for use by any number of threads. */
public final class PolicyInputs {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    private final Objects objects;
    private final Authorization authorization;

    public PolicyInputs(Objects objects, Authorization authorization) {
        this.objects = objects;
        this.authorization = authorization;
    }

    /** @param asked the resource in the version that the client used; the request is in the one that the policy speaks of */
    PolicyInput of(AdmissionRequest request, Resource asked, Optional<ObjectNode> params) {
        ObjectNode question = question(request);
        ObjectNode original = question(VersionedRequests.withResource(request, asked));
        for (String field : List.of("requestKind", "requestResource")) {
            Trees.object(original, field).ifPresent(value -> question.set(field, value));
        }
        Optional<ObjectNode> object = request.operation() == Operation.DELETE
                ? Optional.empty()
                : Optional.of(request.object());
        Optional<ObjectNode> namespace = request.namespace().isEmpty() || Requests.isOf(request, "", "namespaces")
                ? Optional.empty()
                : objects.get(NAMESPACES, "", request.namespace());
        var info = request.resource().info();
        PolicyAuthorizer.Question about = PolicyAuthorizer.Question.EMPTY
                .withGroup(info.groupVersion().group()).withResource(info.resource())
                .withSubresource(request.subresource()).withNamespace(request.namespace()).withName(request.name());
        return new PolicyInput(object, request.old(), question, params, namespace,
                q -> answer(request.context().user(), q), about);
    }

    private static ObjectNode question(AdmissionRequest request) {
        ObjectNode question = Trees.object(AdmissionReviews.question(request, ""), "request").orElse(request.options());
        question.remove(List.of("object", "oldObject", "uid"));
        return question;
    }

    private PolicyAuthorizer.Answer answer(UserInfo user, PolicyAuthorizer.Question q) {
        UserInfo who = user;
        if (!q.serviceAccount().isEmpty()) {
            String[] account = q.serviceAccount().split("/", 2);
            who = new UserInfo("system:serviceaccount:" + account[0] + ":" + account[1], "",
                    List.of("system:serviceaccounts", "system:serviceaccounts:" + account[0], "system:authenticated"),
                    Map.of());
        }
        RequestInfo info = q.path().isEmpty()
                ? new RequestInfo(true, q.verb(), "", q.group(), "*", q.namespace(), q.resource(), q.subresource(),
                        q.name(), "")
                : RequestInfo.nonResource(q.verb(), q.path());
        Authorizer.Decision decision = authorization.authorize(who, info);
        return new PolicyAuthorizer.Answer(decision.verdict() == Authorizer.Verdict.ALLOW, decision.reason(), "");
    }

    /** For webhooks. */
    public WebhookAdmission.MatchConditions webhookConditions() {
        return conditions -> {
            ObjectNode owner = Json.object();
            owner.putArray("matchConditions").addAll(conditions);
            try {
                MatchConditions compiled = new MatchConditions(owner);
                return request -> compiled.match(of(request, request.resource(), Optional.empty()));
            } catch (CelFailure e) {
                return request -> {
                    throw new CelFailure(e.why());
                };
            }
        };
    }
}
