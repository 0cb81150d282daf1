package dev.coracle.client.informer;

import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.MetadataClient;
import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.resource.WatchStream;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a reflector gets its objects from, and what they are called. */
interface ListWatch<T> {

    ObjectList<T> list(ListOptions options);

    WatchStream<T> watch(ListOptions options);

    String key(T object);

    String resourceVersion(T object);

    /** What tells an object from others that had its name before it. */
    String uid(T object);

    /** The object without what a cache is not for; called once for each, before anybody else sees it. */
    T trim(T object);

    /** Objects of a model class. */
    record Typed<T extends HasMetadata>(ResourceClient<T> client, UnaryOperator<T> transform)
            implements
                ListWatch<T> {

        @Override
        public ObjectList<T> list(ListOptions options) {
            return client.list("", options);
        }

        @Override
        public WatchStream<T> watch(ListOptions options) {
            return client.watch("", options);
        }

        @Override
        public String key(T object) {
            return Keys.of(object);
        }

        @Override
        public String resourceVersion(T object) {
            @Nullable
            String version = object.getMetadata().getResourceVersion();
            return version == null ? "" : version;
        }

        @Override
        public String uid(T object) {
            @Nullable
            String uid = object.getMetadata().getUid();
            return uid == null ? "" : uid;
        }

        /** Who owns which field is of no use to a reader, and an update without it leaves it as it is. */
        @Override
        public T trim(T object) {
            object.getMetadata().setManagedFields(List.of());
            return transform.apply(object);
        }
    }

    /** PartialObjectMetadata. */
    record Metadata(MetadataClient client) implements ListWatch<ObjectNode> {

        @Override
        public ObjectList<ObjectNode> list(ListOptions options) {
            return client.list("", options);
        }

        @Override
        public WatchStream<ObjectNode> watch(ListOptions options) {
            return client.watch("", options);
        }

        @Override
        public String key(ObjectNode object) {
            JsonNode metadata = object.path("metadata");
            return Keys.of(metadata.path("namespace").asString(""), metadata.path("name").asString(""));
        }

        @Override
        public String resourceVersion(ObjectNode object) {
            return object.path("metadata").path("resourceVersion").asString("");
        }

        @Override
        public String uid(ObjectNode object) {
            return object.path("metadata").path("uid").asString("");
        }

        @Override
        public ObjectNode trim(ObjectNode object) {
            if (object.path("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
            return object;
        }
    }
}
