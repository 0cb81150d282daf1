package dev.coracle.apiserver.resource.batch;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a job may change once it is there: how many pods it makes, and of a suspended one where they go and what they take. */
final class JobUpdates {

    private static final String TEMPLATE = "io.k8s.api.core.v1.PodTemplateSpec";
    private static final String FAILURES = "io.k8s.api.batch.v1.PodFailurePolicy";
    private static final List<String> FIXED = List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex",
            "managedBy", "successPolicy");
    /** What may change in the template of a job that is suspended. */
    private static final List<String> WHILE_SUSPENDED = List.of("nodeSelector", "tolerations", "schedulingGates",
            "affinity");

    private JobUpdates() {}

    static void check(Place spec, ObjectNode old) {
        JsonNode before = old.path("spec");
        completions(spec, before);
        spec.at("selector").immutable(before.path("selector"));
        template(spec, old);
        for (String field : FIXED) {
            String type = field.equals("podFailurePolicy") ? FAILURES : "";
            if (field.equals("managedBy") && spec.at(field).present() && before.path(field).isMissingNode()) {
                spec.at(field).invalid("field is immutable"); // the empty name is one
            } else {
                spec.at(field).immutableStruct(type, before.path(field));
            }
        }
    }

    /** An indexed job may grow and shrink, in step with how many run at once. */
    private static void completions(Place spec, JsonNode before) {
        Place completions = spec.at("completions");
        if (!spec.at("completionMode").is("Indexed")) {
            completions.immutable(before.path("completions"));
        } else if (completions.present() && !completions.same(before.path("completions"))
                && completions.number(0) != spec.at("parallelism").number(-1)) {
            completions.invalid("can only be modified in tandem with spec.parallelism");
        }
    }

    /**
     * The pods of a job that is suspended, and has none left, may still be told where to run and what to take
     * (KEP-5440); otherwise they are as they are.
     */
    private static void template(Place spec, ObjectNode old) {
        Place template = spec.at("template");
        JsonNode before = old.path("spec").path("template");
        if (!suspendedWithoutPods(old)) {
            template.immutableStruct(TEMPLATE, before);
            return;
        }
        ObjectNode now = Trees.object(template.node(), "spec").map(ObjectNode::deepCopy).orElseGet(old::objectNode);
        ObjectNode was = Trees.object(before, "spec").map(ObjectNode::deepCopy).orElseGet(old::objectNode);
        boolean sameNeighbours = neighbours(now).equals(neighbours(was));
        now.remove(WHILE_SUSPENDED);
        was.remove(WHILE_SUSPENDED);
        resourcesAside(now, was, "containers");
        resourcesAside(now, was, "initContainers");
        if (!sameNeighbours || !Place.same(now, was)) {
            template.at("spec").invalidStruct("io.k8s.api.core.v1.PodSpec", "field is immutable");
        }
    }

    private static boolean suspendedWithoutPods(ObjectNode job) {
        return Trees.bool(job, "spec", "suspend") && Trees.integer(job, "status", "active").orElse(0L) == 0
                && (Trees.string(job, "status", "startTime").isEmpty() || Jobs.has(job, "Suspended"));
    }

    /** Takes the resources out of containers that are of the same name at the same place. */
    private static void resourcesAside(ObjectNode now, ObjectNode was, String list) {
        List<ObjectNode> ours = Trees.objects(now, list);
        List<ObjectNode> theirs = Trees.objects(was, list);
        if (ours.size() != theirs.size()) {
            return;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (Trees.string(ours.get(i), "name").equals(Trees.string(theirs.get(i), "name"))) {
                ours.get(i).remove("resources");
                theirs.get(i).remove("resources");
            }
        }
    }

    /** Of the affinity, what is not about nodes: an empty one is one. */
    private static ObjectNode neighbours(ObjectNode spec) {
        ObjectNode affinity = Trees.object(spec, "affinity").map(ObjectNode::deepCopy).orElseGet(spec::objectNode);
        affinity.remove("nodeAffinity");
        return affinity;
    }
}
