package dev.coracle.apiserver.audit.policy;

import java.util.Set;

/**
 * What is logged of a request.
 *
 * @param omitted           stages of which no event is made
 * @param omitManagedFields whether objects are logged without them
 */
public record Decision(Level level, Set<Stage> omitted, boolean omitManagedFields) {

    public Decision {
        omitted = Set.copyOf(omitted);
    }
}
