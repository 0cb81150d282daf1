package dev.coracle.client.rest;

import dev.coracle.client.resource.WatchEvent;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Serialization;
import dev.coracle.client.wire.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/** Events as they come: one {@code {"type":…,"object":…}} after another, parsed from the stream. */
final class WatchDecoder<T> implements WatchStream<T> {

    private final String path;
    private final Transport.Response response;
    private final ObjectCodec<T> codec;
    // Made by the first call of next(): a parser reads the first bytes as soon as it is made.
    private @Nullable JsonParser parser;

    WatchDecoder(String path, Transport.Response response, ObjectCodec<T> codec) {
        this.path = path;
        this.response = response;
        this.codec = codec;
    }

    @Override
    public Optional<WatchEvent<T>> next() {
        try {
            JsonParser in = parser;
            if (in == null) {
                in = Serialization.mapper().createParser(response.body());
                parser = in;
            }
            return in.nextToken() == null ? Optional.empty() : Optional.of(event(in));
        } catch (JacksonException e) {
            throw new UncheckedIOException("watch " + path + " broke: " + e.getOriginalMessage(), new IOException(e));
        }
    }

    private WatchEvent<T> event(JsonParser in) {
        String type = "";
        @Nullable
        T object = null;
        // The object when it came before its type, or when it is an error's Status.
        @Nullable
        JsonNode tree = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = in.currentName();
            in.nextToken();
            if (field.equals("type")) {
                type = in.getString();
            } else if (!field.equals("object")) {
                in.skipChildren();
            } else if (type.isEmpty() || type.equals("ERROR")) {
                tree = Serialization.mapper().readTree(in);
            } else {
                object = codec.read(in);
            }
        }
        if (type.equals("ERROR") && tree != null) {
            throw ApiException.fromStatus(500, tree);
        }
        if (object == null && tree != null) {
            try (JsonParser again = Serialization.mapper().treeAsTokens(tree)) {
                object = codec.readFirst(again);
            }
        }
        if (object == null) {
            throw new UncheckedIOException(new IOException("watch " + path + ": an event without an object"));
        }
        return new WatchEvent<>(type(type), object);
    }

    private WatchEvent.Type type(String name) {
        try {
            return WatchEvent.Type.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(
                    new IOException("watch " + path + ": the event type \"" + name + "\" is unknown", e));
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
