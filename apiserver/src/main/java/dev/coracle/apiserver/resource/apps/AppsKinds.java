package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** All kinds of apps. */
public final class AppsKinds {

    private AppsKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(ControllerRevisions.rules(ages), DaemonSets.rules(ages), Deployments.rules(ages),
                ReplicaSets.rules(ages), StatefulSets.rules(ages));
    }

    static Object readyOfWanted(ObjectNode object) {
        return Trees.integer(object, "status", "readyReplicas").orElse(0L) + "/"
                + Trees.integer(object, "spec", "replicas").orElse(0L);
    }
}
