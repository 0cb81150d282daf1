package dev.coracle.apiserver.resource.core;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Conversion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Events between the core group, in which they are kept, and events.k8s.io, where some fields have other names. */
public final class EventConversion implements Conversion {

    private static final String NEW_GROUP = "events.k8s.io";

    private record Renamed(String core, String event) {}

    private static final List<Renamed> FIELDS = List.of(new Renamed("involvedObject", "regarding"),
            new Renamed("message", "note"), new Renamed("reportingComponent", "reportingController"),
            new Renamed("source", "deprecatedSource"), new Renamed("firstTimestamp", "deprecatedFirstTimestamp"),
            new Renamed("lastTimestamp", "deprecatedLastTimestamp"), new Renamed("count", "deprecatedCount"));

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersion to) {
        boolean from = GroupVersion.parse(Trees.string(object, "apiVersion")).group().equals(NEW_GROUP);
        boolean into = to.group().equals(NEW_GROUP);
        if (from != into) {
            for (Renamed field : FIELDS) {
                rename(object, into ? field.core : field.event, into ? field.event : field.core);
            }
        }
        return object.put("apiVersion", to.toString());
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }
}
