package dev.coracle.apiserver.review;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.VirtualResource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may I do in this namespace ({@code kubectl auth can-i --list})? As far as the authorizers can say. */
final class RulesReviews implements VirtualResource {

    private final Authorization authorization;

    RulesReviews(Authorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public ObjectNode create(RequestContext context, ObjectNode body) {
        String namespace = Trees.string(body, "spec", "namespace");
        if (namespace.isEmpty()) {
            throw StatusException.badRequest("no namespace on request");
        }
        Authorizer.Rules rules = authorization.rules(context.user(), namespace);
        ObjectNode answer = Json.object().put("kind", Trees.string(body, "kind")).put("apiVersion",
                Trees.string(body, "apiVersion"));
        answer.putObject("metadata");
        answer.putObject("spec");
        ObjectNode status = answer.putObject("status");
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode urls = status.putArray("nonResourceRules");
        for (PolicyRule rule : rules.rules()) {
            if (!rule.urls().isEmpty()) {
                urls.add(rule.toTree());
            } else {
                resources.add(rule.toTree());
            }
        }
        status.put("incomplete", rules.incomplete());
        if (!rules.errors().isEmpty()) {
            status.put("evaluationError", String.join(", ", rules.errors()));
        }
        return answer;
    }
}
