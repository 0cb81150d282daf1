package dev.coracle.apiserver.resource.scheduling;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of scheduling.k8s.io. */
public final class SchedulingKinds {

    private SchedulingKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(PriorityClasses.rules(ages));
    }
}
