package dev.coracle.apiserver.resource.core.quota;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ResourceQuotas. */
public final class ResourceQuotas {

    private ResourceQuotas() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "ResourceQuota").validate(ResourceQuotaChecks::check)
                .validateUpdate(ResourceQuotaChecks::checkUpdate).status(ResourceQuotaChecks::checkStatus)
                .column(Columns.NAME)
                .column(Columns.text("Request",
                        "Request represents a minimum amount of cpu/memory that a container may consume.",
                        object -> used(object, false)))
                .column(Columns.text("Limit",
                        "Limits control the maximum amount of cpu/memory that a container may use independent of "
                                + "contention on the node.",
                        object -> used(object, true)))
                .column(ages.column()).build();
    }

    /** {@code cpu: 1/2, pods: 3/10}: those of limits, or the others. */
    private static Object used(ObjectNode object, boolean limits) {
        JsonNode hard = object.path("status").path("hard");
        JsonNode used = object.path("status").path("used");
        List<String> parts = new ArrayList<>();
        if (hard.isObject()) {
            for (String name : new TreeSet<>(hard.propertyNames())) {
                if (name.startsWith("limits.") == limits) {
                    parts.add(name + ": " + Amounts.text(used.path(name)) + "/" + Amounts.text(hard.path(name)));
                }
            }
        }
        return String.join(", ", parts);
    }
}
