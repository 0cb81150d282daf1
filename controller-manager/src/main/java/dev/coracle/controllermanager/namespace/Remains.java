package dev.coracle.controllermanager.namespace;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a sweep of a namespace left behind.
 *
 * @param objects      how many there are of each resource
 * @param finalizers   how many objects each of them holds
 * @param failures     why something could not be deleted
 * @param undiscovered group versions that may have objects which nobody can tell of, and why
 * @param longestGrace in seconds, of all pods
 */
record Remains(Map<String, Integer> objects, Map<String, Integer> finalizers, List<String> failures,
        SortedMap<String, String> undiscovered, long longestGrace) {

    boolean none() {
        return objects.isEmpty() && failures.isEmpty() && undiscovered.isEmpty();
    }
}
