package dev.coracle.apiserver.resource.apps;

import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.GoStruct;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How new pods take the place of old ones: what the strategies of several kinds have in common. */
final class Rollouts {

    private Rollouts() {}

    /** A strategy as messages show it. */
    static JsonNode shown(Place strategy) {
        return GoStruct.of(strategy.node(), List.of("type", "rollingUpdate"),
                Map.of("rollingUpdate", List.of("maxUnavailable", "maxSurge")));
    }

    /** Whether no pod may be missing or one too many; what is no number counts as none. */
    static boolean none(Place count) {
        return Amounts.isZero(count.node())
                || (count.node().isString() && Amounts.percent(count.node()).isEmpty());
    }
}
