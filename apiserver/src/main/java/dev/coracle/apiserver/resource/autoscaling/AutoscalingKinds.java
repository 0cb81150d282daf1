package dev.coracle.apiserver.resource.autoscaling;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of autoscaling. */
public final class AutoscalingKinds {

    private AutoscalingKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(HorizontalPodAutoscalers.rules(ages));
    }
}
