package dev.coracle.apiserver.resource.node;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of node.k8s.io. */
public final class NodeKinds {

    private NodeKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(RuntimeClasses.rules(ages));
    }
}
