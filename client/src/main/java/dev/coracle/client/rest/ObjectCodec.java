package dev.coracle.client.rest;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** How objects of one type are read, and where their names are. */
interface ObjectCodec<T> {

    /** Reads the object at which the parser stands. */
    T read(JsonParser parser);

    @Nullable
    String namespace(T object);

    @Nullable
    String name(T object);

    static <T extends HasMetadata> ObjectCodec<T> typed(Class<T> type) {
        ObjectReader reader = Serialization.mapper().readerFor(type);
        return new ObjectCodec<>() {
            @Override
            public T read(JsonParser parser) {
                return reader.readValue(parser);
            }

            @Override
            public @Nullable String namespace(T object) {
                return object.getMetadata().getNamespace();
            }

            @Override
            public @Nullable String name(T object) {
                return object.getMetadata().getName();
            }
        };
    }

    /** Trees; items of a list, which come without them, are given their apiVersion and kind. */
    static ObjectCodec<ObjectNode> tree(ResourceInfo resource) {
        return tree(resource.groupVersion().toString(), resource.kind());
    }

    static ObjectCodec<ObjectNode> tree(String apiVersion, String kind) {
        ObjectReader reader = Serialization.mapper().readerFor(ObjectNode.class);
        return new ObjectCodec<>() {
            @Override
            public ObjectNode read(JsonParser parser) {
                ObjectNode object = reader.readValue(parser);
                if (!object.has("kind")) {
                    object.put("apiVersion", apiVersion).put("kind", kind);
                }
                return object;
            }

            @Override
            public @Nullable String namespace(ObjectNode object) {
                return object.path("metadata").path("namespace").asString("");
            }

            @Override
            public @Nullable String name(ObjectNode object) {
                return object.path("metadata").path("name").asString("");
            }
        };
    }

    /** Reads one object whole from a parser that stands before it. */
    default T readFirst(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new IllegalStateException("an object was expected, not " + first);
        }
        return read(parser);
    }
}
