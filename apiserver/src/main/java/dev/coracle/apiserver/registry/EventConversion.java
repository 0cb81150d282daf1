package dev.coracle.apiserver.registry;

import dev.coracle.api.catalogue.GroupVersion;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events in the core group and in events.k8s.io are the same objects under other field names. */
final class EventConversion implements Conversion {

    /** Core name to the name in events.k8s.io. */
    private static final Map<String, String> NAMES = Map.of("involvedObject", "regarding", "message", "note", "source",
            "deprecatedSource", "firstTimestamp", "deprecatedFirstTimestamp", "lastTimestamp",
            "deprecatedLastTimestamp",
            "count", "deprecatedCount", "reportingComponent", "reportingController");

    @Override
    public ObjectNode convert(ObjectNode event, GroupVersion to) {
        boolean toCore = to.group().isEmpty();
        NAMES.forEach((core, modern) -> rename(event, toCore ? modern : core, toCore ? core : modern));
        return event.put("apiVersion", to.toString());
    }

    private static void rename(ObjectNode event, String from, String to) {
        JsonNode value = event.remove(from);
        if (value != null) {
            event.set(to, value);
        }
    }
}
