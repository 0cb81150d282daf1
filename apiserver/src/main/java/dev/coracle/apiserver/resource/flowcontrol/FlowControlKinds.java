package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of flowcontrol.apiserver.k8s.io. */
public final class FlowControlKinds {

    private FlowControlKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(FlowSchemas.rules(ages), PriorityLevelConfigurations.rules(ages));
    }
}
