package dev.coracle.controllermanager.quota;

import dev.coracle.api.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Compares quota statuses by amounts: {@code 1000m} is {@code 1}. */
final class QuotaStatus {

    private QuotaStatus() {}

    static boolean same(JsonNode one, JsonNode other) {
        return amounts(one.path("hard")).equals(amounts(other.path("hard")))
                && amounts(one.path("used")).equals(amounts(other.path("used")));
    }

    private static Map<String, Quantity> amounts(JsonNode map) {
        Map<String, Quantity> amounts = new HashMap<>();
        map.properties().forEach(
                e -> amounts.put(e.getKey(), Quantity.tryParse(e.getValue().asString("")).orElse(Quantity.ZERO)));
        return amounts;
    }
}
