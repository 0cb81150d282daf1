package dev.coracle.client.rest;

import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.wire.Serialization;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Reads a list object by object, so that a long one is never in memory twice. */
final class ListReader {

    private ListReader() {}

    static <T> ObjectList<T> read(JsonParser parser, ObjectCodec<T> codec) {
        String resourceVersion = "";
        String continueToken = "";
        List<T> items = new ArrayList<>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalStateException("a list was expected, not " + parser.currentToken());
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                JsonNode metadata = Serialization.mapper().readTree(parser);
                resourceVersion = metadata.path("resourceVersion").asString("");
                continueToken = metadata.path("continue").asString("");
            } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    items.add(codec.read(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
        return new ObjectList<>(items, resourceVersion, continueToken);
    }
}
