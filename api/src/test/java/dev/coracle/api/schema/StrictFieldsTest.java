package dev.coracle.api.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StrictFieldsTest {

    private static final Schema POD = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "Pod"));

    private static List<String> find(String json) {
        return StrictFields.find(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), POD);
    }

    @Test
    void nothingIsWrongWithAnObjectThatFits() {
        assertEquals(List.of(),
                find("{'kind':'Pod','metadata':{'labels':{'any':'x'}},'spec':{'nodeSelector':{'a':'b'}}}"));
    }

    @Test
    void namesWhatIsUnknownAndWhatStandsTwiceInTheirOrder() {
        assertEquals(
                List.of("duplicate field \"metadata.labels.a\"", "unknown field \"specs\"",
                        "unknown field \"spec.containers[1].imag\"", "duplicate field \"spec.containers[1].name\""),
                find("{'metadata':{'labels':{'a':'1','a':'2'}},'specs':{'x':1,'x':2},"
                        + "'spec':{'containers':[{'name':'a'},{'name':'b','imag':'i','name':'c'}]}}"));
    }

    @Test
    void saysEachOnceAndNotTooMany() {
        assertEquals(List.of("unknown field \"x\""), find("{'x':1,'x':2,'x':3}"));
        StringBuilder many = new StringBuilder("{'kind':'Pod'");
        for (int i = 0; i < 1000; i++) {
            many.append(",'x").append(i).append("':1");
        }
        assertEquals(StrictFields.LIMIT, find(many.append('}').toString()).size());
    }

    @Test
    void duplicatesAreFoundEverywhereWithoutASchema() {
        byte[] json = "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]},\"a\":1}".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("duplicate field \"a.b[0].c\"", "duplicate field \"a\""), StrictFields.duplicates(json));
    }

    @Test
    void unknownFieldsOfATree() {
        assertEquals(List.of("unknown field \"spec.volumes[0].secrets\""), StrictFields.unknown(
                Json.parseObject("{\"spec\":{\"volumes\":[{\"secrets\":{}}]}}".getBytes(StandardCharsets.UTF_8)), POD));
    }

    @Test
    void aLookAtTheTreeIsEnoughWhereNothingIsWrong() {
        assertTrue(clean("{'metadata':{'labels':{'a:b':'x \\':','c':'{'}},'spec':{'containers':[{'name':'a'}]}}"));
        assertFalse(clean("{'spec':{'unknown':1}}"));
        assertFalse(clean("{'spec':{'containers':[{'name':'a','name':'b'}]}}"), "a name stands twice");
        assertFalse(clean("{'spec':{'hostname':'a'},'spec':{'hostname':'b','nodeName':'c'}}"), "a name stands twice");
    }

    private static boolean clean(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ObjectNode tree = Json.parseObject(bytes);
        return StrictFields.clean(tree, POD, StrictFields.namesOnce(bytes, tree));
    }
}
