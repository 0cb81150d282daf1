package dev.coracle.cluster.history;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.client.resource.Query;
import dev.coracle.cluster.past.PastClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The retained versions of one object, the oldest first.
 *
 * @param oldest   what came before this revision is compacted
 * @param complete whether these are all; a history of more than {@value #MOST} versions is cut
 */
public record ObjectHistory(List<Version> versions, long oldest, boolean complete) {

    /** Enough for a person; a Lease that is renewed every second has as many in three hours. */
    public static final int MOST = 10_000;
    private static final int PAGE = 500;

    public ObjectHistory {
        versions = List.copyOf(versions);
    }

    /** @param namespace the empty string for cluster-scoped kinds */
    public static ObjectHistory read(PastClient past, ResourceInfo kind, String namespace, String name) {
        List<JsonNode> items = new ArrayList<>();
        String from = "";
        long oldest = 0;
        do {
            JsonNode page = past.history(new Query().add("group", kind.groupVersion().group())
                    .add("version", kind.groupVersion().version()).add("resource", kind.resource())
                    .add("namespace", namespace).add("name", name).add("limit", Integer.toString(PAGE))
                    .add("continue", from));
            page.path("items").forEach(items::add);
            oldest = Math.max(oldest, page.path("compactedRevision").asLong(0));
            from = page.path("continue").asString("");
        } while (!from.isEmpty() && items.size() < MOST);
        return new ObjectHistory(versions(items, past.rewinds()), oldest, from.isEmpty());
    }

    private static List<Version> versions(List<JsonNode> items, Set<Long> rewinds) {
        List<Version> versions = new ArrayList<>();
        Optional<ObjectNode> before = Optional.empty();
        for (JsonNode item : items) {
            long revision = item.path("revision").asLong(0);
            Instant time = PastClient.time(item.path("time").asString(""));
            if (Trees.string(item, "type").equals("delete")) {
                versions.add(new Version(revision, time, Version.Event.DELETED,
                        Trees.object(item, "object").or(() -> last(versions)).orElseGet(Json::object),
                        Optional.empty(), List.of()));
                before = Optional.empty();
                continue;
            }
            ObjectNode now = Trees.object(item, "object").orElseGet(Json::object);
            boolean takenBack = rewinds.contains(revision);
            versions.add(new Version(revision, time, event(takenBack, before.isEmpty()), now,
                    takenBack ? Optional.empty() : Writers.of(before, now),
                    before.map(old -> Changes.between(old, now)).orElse(List.of())));
            before = Optional.of(now);
        }
        return versions;
    }

    private static Version.Event event(boolean takenBack, boolean first) {
        return takenBack ? Version.Event.TAKEN_BACK : first ? Version.Event.CREATED : Version.Event.CHANGED;
    }

    private static Optional<ObjectNode> last(List<Version> versions) {
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.getLast().object());
    }
}
