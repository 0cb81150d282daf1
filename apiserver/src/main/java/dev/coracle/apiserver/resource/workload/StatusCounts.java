package dev.coracle.apiserver.resource.workload;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the counts in a workload's status must be: none below zero, no part above the whole, none available that aren't ready, and
 * collisions only ever more.
 *
 * @param counts   the fields that hold counts, in the order of the original's checks
 * @param parts    those of them that can't be above {@code replicas}
 * @param readyAre how messages name the pods that are ready
 */
public record StatusCounts(List<String> counts, List<String> parts,
        String readyAre) implements KindRules.ValidateUpdate {

    public static final StatusCounts DEPLOYMENT = new StatusCounts(
            List.of("observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
                    "unavailableReplicas", "terminatingReplicas", "collisionCount"),
            List.of("updatedReplicas", "readyReplicas", "availableReplicas"), "readyReplicas");

    /** Also of replication controllers, which have no terminating replicas. */
    public static final StatusCounts REPLICA_SET = new StatusCounts(
            List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration",
                    "terminatingReplicas"),
            List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"), "readyReplicas");

    public static final StatusCounts STATEFUL_SET = new StatusCounts(
            List.of("replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas",
                    "observedGeneration", "collisionCount"),
            List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
            "status.readyReplicas");

    public static final StatusCounts DAEMON_SET = new StatusCounts(
            List.of("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
                    "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
                    "collisionCount"),
            List.of(), "numberReady");

    @Override
    public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        counts.forEach(count -> status.at(count).atLeast(0));
        for (String part : parts) {
            notAbove(status, part, "replicas", "status.replicas");
        }
        if (parts.contains("availableReplicas")) {
            notAbove(status, "availableReplicas", "readyReplicas", readyAre);
        }
        Place collisions = status.at("collisionCount");
        long before = Place.root(old, errors).at("status", "collisionCount").number(Long.MIN_VALUE);
        if (counts.contains("collisionCount") && collisions.number(Long.MIN_VALUE) < before) {
            errors.invalid(collisions.path(), collisions.number(0), "cannot be decremented");
        }
    }

    private static void notAbove(Place status, String part, String whole, String name) {
        long number = status.at(part).number(0);
        if (number > status.at(whole).number(0)) {
            status.errors().invalid(status.at(part).path(), number, "cannot be greater than " + name);
        }
    }
}
