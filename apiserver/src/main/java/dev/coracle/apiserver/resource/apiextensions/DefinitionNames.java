package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Locale;

/** The names of a custom kind: those that are wanted, in spec, and those that it has been given, in status. */
final class DefinitionNames {

    private static final String MIXED = "may have mixed case, but should otherwise match: ";

    private DefinitionNames() {}

    static void required(Place names) {
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            names.at(field).required();
        }
    }

    static void check(Place names) {
        resource(names.at("plural"));
        resource(names.at("singular"));
        kind(names.at("kind"));
        kind(names.at("listKind"));
        names.at("shortNames").items().forEach(name -> wrong(name, "", Names.dns1035Label(name.text())));
        if (!names.at("kind").empty() && names.at("kind").is(names.at("listKind").text())) {
            names.at("listKind").invalid("kind and listKind may not be the same");
        }
        names.at("categories").items().forEach(name -> wrong(name, "", Names.dns1035Label(name.text())));
    }

    private static void resource(Place name) {
        if (!name.empty()) {
            wrong(name, "", Names.dns1035Label(name.text()));
        }
    }

    private static void kind(Place name) {
        if (!name.empty()) {
            wrong(name, MIXED, Names.dns1035Label(name.text().toLowerCase(Locale.ROOT)));
        }
    }

    /** All that is wrong with a name, said in one breath. */
    static void wrong(Place name, String before, List<String> problems) {
        if (!problems.isEmpty()) {
            name.invalidText(before + String.join(",", problems));
        }
    }
}
