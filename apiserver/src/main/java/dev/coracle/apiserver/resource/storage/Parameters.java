package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.tree.Json;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What classes tell the drivers they name. */
final class Parameters {

    private static final int MAX = 512;
    private static final int MAX_BYTES = 256 * 1024;

    private Parameters() {}

    /** Who it is for, in any case of letters. */
    static void provisioner(Place name) {
        if (!name.required().empty()) {
            String lower = name.text().toLowerCase(Locale.ROOT);
            Names.qualifiedName(lower).forEach(wrong -> name.errors().invalid(name.path(), lower, wrong));
        }
    }

    /** Go prints a map by the order of its keys. */
    static void immutable(Place parameters, JsonNode old) {
        ObjectNode sorted = Json.object();
        parameters.keys().stream().sorted().forEach(key -> sorted.set(key, parameters.node().path(key)));
        Place shown = parameters.empty() ? parameters : new Place(sorted, parameters.path(), parameters.errors());
        shown.immutable(old);
    }

    static void check(Place parameters) {
        if (parameters.node().size() > MAX) {
            parameters.errors().tooLong(parameters.path(), MAX);
            return;
        }
        long bytes = 0;
        for (String key : parameters.keys()) {
            if (key.isEmpty()) {
                parameters.errors().invalid(parameters.path(), "", "field can not be empty.");
            }
            bytes += key.length() + parameters.key(key).text().length();
        }
        if (bytes > MAX_BYTES) {
            parameters.errors().tooLong(parameters.path(), MAX_BYTES);
        }
    }
}
