package dev.coracle.apiserver.timeline;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Served;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.store.port.Timeline;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What has become of one object: each state that can still be read, as a GET would have shown it. */
public final class ObjectHistory {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final Resources resources;
    private final ObjectStore store;

    public ObjectHistory(Resources resources, ObjectStore store) {
        this.resources = resources;
        this.store = store;
    }

    /** A page, oldest first; {@code continue} is the revision of the last state that the page before had. */
    ObjectNode page(Timeline past, HttpRequest request) {
        Resource resource = resource(request);
        String namespace = request.parameter("namespace").orElse("");
        String name = required(request, "name");
        if (resource.namespaced() == namespace.isEmpty()) {
            throw StatusException.badRequest(resource.namespaced()
                    ? "a namespace is needed: " + resource.info().groupResource() + " are in namespaces"
                    : resource.info().groupResource() + " are in no namespace");
        }
        if (name.contains("/") || namespace.contains("/")) {
            throw StatusException.badRequest("a name has no slash");
        }
        long after = request.parameter("continue").map(TimelinePaths::number).orElse(0L);
        long limit = request.parameter("limit").map(TimelinePaths::number).orElse((long) USUAL);
        int bounded = (int) (limit == 0 ? USUAL : Math.min(limit, MOST));
        return page(resource, past.history(store.key(resource, namespace, name), after, bounded));
    }

    private ObjectNode page(Resource resource, Timeline.History history) {
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        List<Timeline.Past> all = history.items();
        for (Timeline.Past past : all) {
            ObjectNode item = items.addObject().put("revision", past.moment().revision());
            past.moment().time().ifPresent(time -> item.put("time", Times.text(time)));
            item.put("type", past.value().isPresent() ? "put" : "delete");
            past.value().flatMap(value -> store.read(resource, value))
                    .ifPresent(object -> item.set("object", Served.tree(resource, object)));
        }
        page.put("compactedRevision", history.compacted());
        if (history.more()) {
            page.put("continue", Long.toString(all.getLast().moment().revision()));
        }
        return page;
    }

    private Resource resource(HttpRequest request) {
        GroupVersion version = new GroupVersion(request.parameter("group").orElse(""), required(request, "version"));
        String name = required(request, "resource");
        return resources.find(new GroupVersionResource(version.group(), version.version(), name))
                .orElseThrow(StatusException::noSuchPath);
    }

    private static String required(HttpRequest request, String parameter) {
        return request.parameter(parameter).filter(text -> !text.isEmpty())
                .orElseThrow(() -> StatusException.badRequest("the parameter " + parameter + " is needed"));
    }
}
