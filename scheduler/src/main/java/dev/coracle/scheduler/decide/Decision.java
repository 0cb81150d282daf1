package dev.coracle.scheduler.decide;

/** What is to become of a pod. */
public sealed interface Decision {

    /** It goes to this node. @param feasible how many nodes would have done */
    record Place(String node, int feasible) implements Decision {}

    /** No node will do. */
    record NoPlace(Diagnosis diagnosis) implements Decision {}
}
