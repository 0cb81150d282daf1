package dev.coracle.apiserver.resource.storage;

import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a class' volumes may be: terms of which no two may say the same. */
final class Topologies {

    private Topologies() {}

    static void check(Place terms) {
        List<Map<String, Set<String>>> seen = new ArrayList<>();
        terms.items().forEach(term -> seen.add(Map.of())); // upstream compares with an empty term for each, too
        for (Place term : terms.items()) {
            Map<String, Set<String>> said = term(term.at("matchLabelExpressions"));
            seen.stream().filter(said::equals)
                    .forEach(same -> term.errors().duplicate(term.path().child("matchLabelExpressions"), ""));
            seen.add(said);
        }
    }

    private static Map<String, Set<String>> term(Place expressions) {
        Map<String, Set<String>> said = new HashMap<>();
        for (Place expression : expressions.items()) {
            Place key = expression.at("key");
            Set<String> values = values(expression.at("values").required());
            Labels.labelName(key);
            if (said.put(key.text(), values) != null) {
                key.errors().duplicate(key.path(), key.text());
            }
        }
        return said;
    }

    private static Set<String> values(Place values) {
        Set<String> found = new HashSet<>();
        for (Place value : values.items()) {
            if (!found.add(value.text())) {
                value.errors().duplicate(value.path(), value.text());
            }
        }
        return found;
    }
}
