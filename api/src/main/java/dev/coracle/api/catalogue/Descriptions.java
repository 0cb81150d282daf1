package dev.coracle.api.catalogue;

import dev.coracle.api.tree.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * What definitions and their fields are for, in the words of the Kubernetes API. The build takes them from the sources of the official Java
 * client, which has none for fields that refer to another definition; those are described by what they refer to.
 */
public final class Descriptions {

    private static final String FOLDER = "/dev/coracle/api/descriptions/";

    private Descriptions() {}

    /** Of a definition of the catalogue: its fields' texts by name, its own by the empty name; empty where nothing is known. */
    public static JsonNode of(String definition) {
        try (InputStream in = Descriptions.class.getResourceAsStream(FOLDER + definition + ".json")) {
            return in == null ? Json.object() : Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + definition + " from the class path", e);
        }
    }

    /** Of one field, or the empty string; read when first asked for, and then kept. */
    public static Supplier<String> of(String definition, String field) {
        AtomicReference<Optional<String>> known = new AtomicReference<>(Optional.empty());
        return () -> {
            Optional<String> text = Objects.requireNonNull(known.get());
            if (text.isEmpty()) {
                text = Optional.of(of(definition).path(field).asString(""));
                known.set(text);
            }
            return text.get();
        };
    }
}
