package dev.coracle.cluster.past;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.client.resource.Query;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.cluster.folder.ClusterException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Objects as they were, by the API's own means: a list at exactly one revision, which any Kubernetes API server answers for recent ones. */
public final class PastObjects {

    public static final String JSON = "application/json";
    public static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final ApiClient client;

    public PastObjects(ApiClient client) {
        this.client = client;
    }

    /**
     * @param namespace empty for all, and for cluster-scoped kinds
     * @param name      empty for all
     * @param accept    {@link #JSON} or {@link #TABLE}
     * @throws ClusterException if that revision is gone, or not there yet
     */
    public JsonNode list(ResourceInfo kind, String namespace, String name, long revision, String accept) {
        StringBuilder path = new StringBuilder(kind.groupVersion().group().isEmpty() ? "/api/" : "/apis/")
                .append(kind.groupVersion());
        if (kind.namespaced() && !namespace.isEmpty()) {
            path.append("/namespaces/").append(Query.escape(namespace));
        }
        path.append('/').append(kind.resource()).append(new Query()
                .add("fieldSelector", name.isEmpty() ? "" : "metadata.name=" + name)
                .add("resourceVersion", Long.toString(revision)).add("resourceVersionMatch", "Exact"));
        try {
            return client.raw("GET", path.toString(), Optional.empty(), accept);
        } catch (ApiException e) {
            throw new ClusterException("revision " + revision + ": " + e.getMessage());
        }
    }
}
