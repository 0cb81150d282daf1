package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What all that keep pods running have in common: a selector, a template that it selects, counts in the status. */
public final class Workloads {

    private Workloads() {}

    /** A selector that is there and selects something, and a template that it selects. @param kind as messages name it */
    public static void selectorAndTemplate(Place spec, String kind) {
        Place selector = spec.at("selector");
        int before = selector.errors().size();
        if (!selector.present()) {
            selector.required();
        } else {
            Labels.selector(selector);
            if (Labels.isEmpty(selector.node())) {
                selector.invalid("empty selector is invalid for " + kind);
            }
        }
        if (!selector.present()) {
            mustMatch(selector.node(), spec.at("template"), false);
        } else if (selector.errors().size() > before && !Labels.isEmpty(selector.node())) {
            selector.invalid("invalid label selector");
        } else {
            selected(selector, spec.at("template"));
        }
        PodSpecChecks.template(spec.at("template"));
    }

    /** The template's labels must be what the selector looks for. */
    public static void selected(Place selector, Place template) {
        if (selector.present() && !Labels.isEmpty(selector.node())) {
            mustMatch(selector.node(), template, true);
        }
    }

    /** @param selects whether there is a selector at all; none matches nothing */
    public static void mustMatch(JsonNode selector, Place template, boolean selects) {
        Place labels = template.at("metadata", "labels");
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        holder.putObject("metadata").set("labels",
                labels.present() ? labels.node() : JsonNodeFactory.instance.objectNode());
        Map<String, String> given = Meta.labels(holder);
        if (!selects || !Labels.matches(selector, given)) {
            labels.invalid("`selector` does not match template `labels`");
        }
    }

    /** Pods that are to be there for good can't be allowed to end by themselves. */
    public static void runsAlways(Place template) {
        Place policy = template.at("spec", "restartPolicy");
        if (!policy.is("Always") && !policy.empty()) {
            policy.errors().notSupported(policy.path(), policy.text(), List.of("Always"));
        }
        if (template.at("spec", "activeDeadlineSeconds").present()) {
            template.at("spec", "activeDeadlineSeconds")
                    .forbidden("activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    /** No count below zero, and no part greater than the whole. */
    public static void statusCounts(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        PodSpecChecks.notNegative(status, "replicas", "updatedReplicas", "fullyLabeledReplicas", "readyReplicas",
                "availableReplicas", "unavailableReplicas", "observedGeneration", "currentReplicas");
        long replicas = status.at("replicas").number(0);
        for (String part : List.of("updatedReplicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
            if (status.at(part).number(0) > replicas) {
                status.at(part).invalid("cannot be greater than status.replicas");
            }
        }
        if (status.at("availableReplicas").number(0) > status.at("readyReplicas").number(0)) {
            status.at("availableReplicas").invalid("cannot be greater than readyReplicas");
        }
    }
}
