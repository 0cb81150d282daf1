package dev.coracle.apiserver.admission.cel.cost.estimate;

import java.util.List;
import java.util.Optional;

/** What is known beforehand of how large the values are that expressions speak of. */
@FunctionalInterface
public interface Sizes {

    /** How a path goes on into the items of a list, and into a map. */
    String ITEMS = "@items";
    String VALUES = "@values";
    String KEYS = "@keys";

    /** @param path from a variable on; empty if nothing is known of what is there */
    Optional<Extent> of(List<String> path);
}
