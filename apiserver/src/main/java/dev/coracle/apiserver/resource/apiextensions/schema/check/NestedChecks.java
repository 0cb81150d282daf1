package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.apiserver.resource.check.Place;
import java.util.List;

/** What may stand inside of allOf, anyOf, oneOf and not, where a structural schema only narrows what is said outside. */
final class NestedChecks {

    private static final List<String> WORDS = List.of("type", "title", "description");
    private static final List<String> FLAGS = List.of("nullable", "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string");
    private static final List<String> LISTS = List.of("x-kubernetes-list-map-keys", "x-kubernetes-validations");
    private static final List<String> VALUES = List.of("additionalProperties", "default", "x-kubernetes-list-type",
            "x-kubernetes-map-type");

    private NestedChecks() {}

    /** The parts of a schema that are nested in the same way everywhere. */
    static void alternatives(Place schema) {
        schema.at("oneOf").items().forEach(each -> check(each, false));
        if (schema.at("not").present()) {
            check(schema.at("not"), false);
        }
    }

    /** @param skipAnyOf whether it has been found to be in order */
    static void check(Place schema, boolean skipAnyOf) {
        schema.at("allOf").items().forEach(each -> check(each, false));
        if (!skipAnyOf) {
            schema.at("anyOf").items().forEach(each -> check(each, false));
        }
        alternatives(schema);
        StructuralChecks.pattern(schema.at("pattern"));
        if (schema.at("items").present()) {
            check(schema.at("items"), false);
        }
        Place properties = schema.at("properties");
        properties.keys().forEach(name -> check(properties.key(name), false));
        forbidden(schema);
        if (properties.key("metadata").present()) {
            properties.key("metadata").forbidden("must not be specified in a nested context");
        }
    }

    private static void forbidden(Place schema) {
        for (String word : WORDS) {
            schema.at(word).forbiddenIfPresent("must be empty to be structural");
        }
        for (String list : LISTS) {
            schema.at(list).forbiddenIfPresent("must be empty to be structural");
        }
        for (String flag : FLAGS) {
            if (schema.at(flag).isTrue()) {
                schema.at(flag).forbidden("must be false to be structural");
            }
        }
        for (String value : VALUES) {
            if (schema.at(value).present()) {
                schema.at(value).forbidden("must be undefined to be structural");
            }
        }
    }

    /**
     * What is narrowed must be there.
     *
     * @param parts  holds allOf, anyOf, oneOf and not
     * @param schema what these narrow
     */
    static void complete(Place parts, Place schema) {
        if (parts.at("not").present()) {
            nested(parts.at("not"), schema);
        }
        for (String list : List.of("allOf", "anyOf", "oneOf")) {
            parts.at(list).items().forEach(each -> nested(each, schema));
        }
    }

    private static void nested(Place nested, Place schema) {
        complete(nested, schema);
        Place items = nested.at("items");
        if (items.present()) {
            below(items, schema.at("items"));
        }
        Place properties = nested.at("properties");
        for (String name : properties.keys()) {
            below(properties.key(name), schema.at("properties").key(name));
        }
    }

    private static void below(Place nested, Place schema) {
        if (schema.present()) {
            nested(nested, schema);
        } else {
            schema.errors().required(schema.path(), "because it is defined in " + nested.path());
        }
    }
}
