package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code x-kubernetes-list-type}, its keys and {@code x-kubernetes-map-type} ask of a schema. */
final class ListChecks {

    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String MAP_TYPE = "x-kubernetes-map-type";
    private static final String KEYS = "x-kubernetes-list-map-keys";

    private ListChecks() {}

    static void check(Place schema) {
        mapType(schema);
        listType(schema);
        Place list = schema.at(LIST_TYPE);
        Place keys = schema.at(KEYS);
        if (!keys.empty()) {
            if (!list.present()) {
                list.required("must be map if x-kubernetes-list-map-keys is non-empty");
            } else if (!list.is("map")) {
                list.invalid("must be map if x-kubernetes-list-map-keys is non-empty");
            }
        }
        if (list.is("map")) {
            map(schema, keys);
        }
        if (list.is("set") || list.is("map")) {
            items(schema.at("items"), list.text(), keys);
        }
    }

    private static void mapType(Place schema) {
        Place map = schema.at(MAP_TYPE);
        if (map.present()) {
            type(schema.at("type"), "object", MAP_TYPE);
            map.exactlyOneOf("atomic", "granular");
        }
    }

    private static void listType(Place schema) {
        Place list = schema.at(LIST_TYPE);
        if (!list.present()) {
            return;
        }
        type(schema.at("type"), "array", LIST_TYPE);
        list.exactlyOneOf("atomic", "set", "map");
        Place items = schema.at("items");
        if (list.is("set") && items.at("type").is("array") && items.at(LIST_TYPE).present()
                && !items.at(LIST_TYPE).is("atomic")) {
            items.at(LIST_TYPE).invalid("must be atomic as item of a list with x-kubernetes-list-type=set");
        }
        if (list.is("set") && items.at("type").is("object") && !items.at(MAP_TYPE).is("atomic")) {
            items.at(MAP_TYPE).invalid("must be atomic as item of a list with x-kubernetes-list-type=set");
        }
    }

    private static void type(Place type, String wanted, String why) {
        String detail = "must be " + wanted + " if " + why + " is specified";
        if (type.empty()) {
            type.required(detail);
        } else if (!type.is(wanted)) {
            type.invalid(detail);
        }
    }

    private static void map(Place schema, Place keys) {
        keys.required("must not be empty if x-kubernetes-list-type is map");
        Place items = schema.at("items");
        if (!items.present()) {
            items.required("must have a schema if x-kubernetes-list-type is map");
            return;
        }
        if (!items.at("type").is("object")) {
            items.at("type").invalidText("must be object if parent array's x-kubernetes-list-type is map");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Place key : keys.items()) {
            if (!seen.add(key.text())) {
                keys.invalid("must not contain duplicate entries");
            } else {
                key(items.at("properties").key(key.text()), keys);
            }
        }
    }

    private static void key(Place property, Place keys) {
        if (!property.present()) {
            keys.invalid("entries must all be names of item properties");
        } else if (List.of("array", "object").contains(property.at("type").text())) {
            property.at("type").invalid("must be a scalar type if parent array's x-kubernetes-list-type is map");
        }
    }

    /** What identifies an item must be there. */
    private static void items(Place items, String list, Place keys) {
        if (!items.present()) {
            return;
        }
        if (items.at("nullable").isTrue()) {
            items.at("nullable").forbidden("cannot be nullable when x-kubernetes-list-type is " + list);
        }
        if (!list.equals("map")) {
            return;
        }
        Set<String> required = new HashSet<>(items.at("required").items().stream().map(Place::text).toList());
        for (String key : new java.util.LinkedHashSet<>(keys.items().stream().map(Place::text).toList())) {
            Place property = items.at("properties").key(key);
            if (property.present() && !required.contains(key) && !property.at("default").present()) {
                property.errors().required(property.at("default").path(), "this property is in "
                        + "x-kubernetes-list-map-keys, so it must have a default or be a required property");
            }
            if (property.at("nullable").isTrue()) {
                property.at("nullable")
                        .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }
}
