package dev.coracle.apiserver.resource.apiextensions.schema;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Formats that nobody checks values against. Source: apiextensions' formats by version. */
public final class UnknownFormats {

    private static final Set<String> OF_STRINGS = Set.of("bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6",
            "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10", "isbn13", "creditcard", "ssn",
            "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname");

    private UnknownFormats() {}

    /** Those of a schema and all below it. */
    public static Set<String> of(JsonNode schema) {
        Set<String> found = new LinkedHashSet<>();
        collect(schema, found);
        return found;
    }

    private static void collect(JsonNode schema, Set<String> found) {
        String format = schema.path("format").asString("");
        if (!format.isEmpty() && !known(schema.path("type").asString(""), format)) {
            found.add(format);
        }
        Subschemas.of(schema).forEach(below -> collect(below, found));
    }

    private static boolean known(String type, String format) {
        return switch (type) {
            case "string", "" -> OF_STRINGS.contains(format.replace("-", ""));
            case "integer" -> Set.of("int32", "int64").contains(format);
            case "number" -> Set.of("float", "double").contains(format);
            default -> false;
        };
    }
}
