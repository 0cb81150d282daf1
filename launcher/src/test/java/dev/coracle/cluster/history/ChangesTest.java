package dev.coracle.cluster.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChangesTest {

    private static JsonNode tree(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> changes(String before, String after) {
        return Changes.between(tree(before), tree(after)).stream()
                .map(c -> c.path() + " " + c.before().map(Json::text).orElse("-") + " "
                        + c.after().map(Json::text).orElse("-"))
                .toList();
    }

    @Test
    void fieldsAreNamedByTheirPath() {
        assertEquals(List.of("spec.replicas 3 5", "spec.paused - true", "metadata.labels[\"a.b/c\"] \"x\" -"),
                changes("{'spec':{'replicas':3},'metadata':{'labels':{'a.b/c':'x'}}}",
                        "{'spec':{'replicas':5,'paused':true},'metadata':{'labels':{}}}"));
    }

    @Test
    void itemsOfAListAreToldApartByName() {
        assertEquals(List.of("c[b].image 2 3", "c[a] {\"name\":\"a\",\"image\":1} -"),
                changes("{'c':[{'name':'a','image':1},{'name':'b','image':2}]}", "{'c':[{'name':'b','image':3}]}")
                        .reversed());
        assertEquals(List.of("l[1] 2 3", "l[2] - 4"), changes("{'l':[1,2]}", "{'l':[1,3,4]}"));
        assertEquals(List.of("c[0].name \"a\" \"b\""),
                changes("{'c':[{'name':'a'},{'name':'a'}]}", "{'c':[{'name':'b'},{'name':'a'}]}"));
    }

    @Test
    void whatEveryWriteChangesIsNoChange() {
        assertEquals(List.of(), changes("{'metadata':{'resourceVersion':'1','managedFields':[]}}",
                "{'metadata':{'resourceVersion':'2'}}"));
    }

    @Test
    void anotherTypeIsAChange() {
        assertEquals(List.of("a [1] {\"b\":1}"), changes("{'a':[1]}", "{'a':{'b':1}}"));
        assertEquals(List.of("a null 1"), changes("{'a':null}", "{'a':1}"));
    }
}
