package dev.coracle.client.rest;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import tools.jackson.databind.JsonNode;

/** What the API server serves. Every call asks it anew. */
public final class Discovery {

    private final Exchange exchange;
    private final ConcurrentSkipListMap<String, String> failures = new ConcurrentSkipListMap<>();

    Discovery(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The server's version, such as {@code v1.36.3}. */
    public String serverVersion() {
        return get("/version").path("gitVersion").asString("");
    }

    /**
     * Every resource in the version that its group prefers. A group whose server doesn't answer is left out; what is
     * left may thus be incomplete, see {@link #failures()}.
     */
    public List<ResourceInfo> preferredResources() {
        failures.clear();
        List<ResourceInfo> all = new ArrayList<>(resources(new GroupVersion("", "v1")));
        for (JsonNode group : get("/apis").path("groups")) {
            String preferred = group.path("preferredVersion").path("groupVersion").asString("");
            Set<String> seen = new LinkedHashSet<>();
            add(all, seen, preferred);
            // A resource may live only in another version than the one the group prefers.
            for (JsonNode version : group.path("versions")) {
                add(all, seen, version.path("groupVersion").asString(""));
            }
        }
        return all;
    }

    private void add(List<ResourceInfo> all, Set<String> seen, String groupVersion) {
        if (groupVersion.isEmpty()) {
            return;
        }
        try {
            for (ResourceInfo resource : resources(GroupVersion.parse(groupVersion))) {
                if (seen.add(resource.resource())) {
                    all.add(resource);
                }
            }
        } catch (ApiException e) {
            if (e.code() != 404 && e.code() != 503) {
                throw e;
            }
            failures.put(groupVersion, String.valueOf(e.getMessage()));
        }
    }

    /** The group versions that did not answer the last {@link #preferredResources}, and why. */
    public SortedMap<String, String> failures() {
        return new TreeMap<>(failures);
    }

    /** The resources of one group version, with their subresources. */
    public List<ResourceInfo> resources(GroupVersion groupVersion) {
        String path = (groupVersion.group().isEmpty() ? "/api/" : "/apis/") + groupVersion;
        JsonNode answer = get(path).path("resources");
        List<ResourceInfo> resources = new ArrayList<>();
        for (JsonNode resource : answer) {
            String name = resource.path("name").asString("");
            if (!name.isEmpty() && name.indexOf('/') < 0) {
                resources.add(resource(groupVersion, name, resource, answer));
            }
        }
        return resources;
    }

    private static ResourceInfo resource(GroupVersion groupVersion, String name, JsonNode resource, JsonNode all) {
        List<SubresourceInfo> subresources = new ArrayList<>();
        for (JsonNode other : all) {
            String path = other.path("name").asString("");
            if (path.startsWith(name + "/")) {
                subresources.add(new SubresourceInfo(path.substring(name.length() + 1),
                        new GroupVersionKind(other.path("group").asString(groupVersion.group()),
                                other.path("version").asString(groupVersion.version()),
                                other.path("kind").asString("")),
                        strings(other.path("verbs"))));
            }
        }
        return new ResourceInfo(groupVersion, name, resource.path("singularName").asString(""),
                resource.path("kind").asString(""), resource.path("namespaced").asBoolean(false),
                strings(resource.path("verbs")), List.copyOf(strings(resource.path("shortNames"))),
                List.copyOf(strings(resource.path("categories"))), subresources);
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> strings = new LinkedHashSet<>();
        for (JsonNode item : array) {
            strings.add(item.asString(""));
        }
        return strings;
    }

    private JsonNode get(String path) {
        return exchange.call("GET", path, Exchange.NO_BODY, Exchange.JSON, Exchange.JSON, Exchange::readTree);
    }
}
