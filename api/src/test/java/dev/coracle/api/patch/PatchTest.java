package dev.coracle.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PatchTest {

    private static final Schema POD = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "Pod"));

    static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"{'a':1}|{'a':null,'b':{'c':null,'d':2}}|{'b':{'d':2}}",
        "{'a':[1,2]}|{'a':[3]}|{'a':[3]}", "{'a':{'b':1}}|{'a':'x'}|{'a':'x'}"})
    void mergePatch(String target, String patch, String expected) {
        ObjectNode object = (ObjectNode) json(target);
        MergePatch.apply(object, (ObjectNode) json(patch));
        assertEquals(json(expected), object);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{'a':[1,3]}|[{'op':'add','path':'/a/1','value':2},{'op':'add','path':'/a/-','value':4}]|{'a':[1,2,3,4]}",
        "{'a':{'b':1}}|[{'op':'move','from':'/a/b','path':'/c'}]|{'a':{},'c':1}",
        "{'x/y':1,'m~n':2}|[{'op':'remove','path':'/x~1y'},{'op':'replace','path':'/m~0n','value':3}]|{'m~n':3}",
        "{'a':1}|[{'op':'test','path':'/a','value':1.0},{'op':'copy','from':'/a','path':'/b'}]|{'a':1,'b':1}"})
    void jsonPatch(String target, String patch, String expected) {
        assertEquals(json(expected), JsonPatch.apply((ObjectNode) json(target), json(patch)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"[{'op':'test','path':'/a','value':2}]|422",
        "[{'op':'remove','path':'/no'}]|422",
        "[{'op':'add','path':'/a/b/c','value':2}]|422", "{}|400", "[{'op':'leap'}]|422",
        "[{'op':'move','from':'/a','path':'/a/b'}]|422"})
    void jsonPatchThatDoesNotFit(String patch, int code) {
        StatusException refused = assertThrows(StatusException.class,
                () -> JsonPatch.apply((ObjectNode) json("{'a':1}"), json(patch)));
        assertEquals(code, refused.status().code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{'name':'b','image':'2'}|[{'name':'a'},{'name':'b','image':'2'}]",
        "{'name':'c'}|[{'name':'c'},{'name':'a'},{'name':'b'}]", "{'name':'a','$patch':'delete'}|[{'name':'b'}]",
        "{'$patch':'replace'},{'name':'z'}|[{'name':'z'}]"})
    void strategicMergeOfContainers(String items, String expected) {
        ObjectNode pod = (ObjectNode) json("{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}");
        StrategicMergePatch.apply(pod, (ObjectNode) json("{'spec':{'containers':[" + items + "]}}"), POD);
        assertEquals(json(expected), pod.get("spec").get("containers"));
    }

    @Test
    void strategicMergeOfPrimitivesAndOrder() {
        ObjectNode pod = (ObjectNode) json(
                "{'metadata':{'finalizers':['a','b']},'spec':{'containers':[{'name':'a'},{'name':'b'}]}}");
        StrategicMergePatch.apply(pod, (ObjectNode) json(
                "{'metadata':{'finalizers':['c'],'$deleteFromPrimitiveList/finalizers':['a']},'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}}"),
                POD);
        assertEquals(json("[{'name':'b'},{'name':'a'}]"), pod.get("spec").get("containers"));
        StatusException refused = assertThrows(StatusException.class,
                () -> StrategicMergePatch.apply(pod, (ObjectNode) json("{'spec':{'containers':[{'image':'x'}]}}"),
                        POD));
        assertEquals(500, refused.status().code());
    }

    /** What upstream's library takes beyond the RFC. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "[{'op':'add','path':'/l/-1','value':3}]|{'l':[1,2,3],'o':{}}",
        "[{'op':'remove','path':'/l/-1'}]|{'l':[1],'o':{}}",
        "[{'op':'replace','path':'/o/new','value':1}]|{'l':[1,2],'o':{'new':1}}",
        "[{'op':'copy','from':'/o/no','path':'/o/c'}]|{'l':[1,2],'o':{'c':null}}",
        "[{'op':'add','path':'/o/v'}]|{'l':[1,2],'o':{'v':null}}"})
    void jsonPatchAsUpstreamHasIt(String patch, String expected) {
        assertEquals(json(expected), JsonPatch.apply((ObjectNode) json("{'l':[1,2],'o':{}}"), json(patch)));
    }

    /** A port may stand twice, once for each protocol: neither may get lost. */
    @Test
    void strategicMergeKeepsItemsOfTheSameKey() {
        String ports = "'ports':[{'containerPort':80,'protocol':'TCP'},{'containerPort':80,'protocol':'UDP'}]";
        ObjectNode pod = (ObjectNode) json("{'spec':{'containers':[{'name':'a'," + ports + "}]}}");
        StrategicMergePatch.apply(pod, (ObjectNode) json(
                "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'name':'x'}]}]}}"), POD);
        assertEquals(json("[{'containerPort':80,'protocol':'TCP','name':'x'},{'containerPort':80,'protocol':'UDP'}]"),
                pod.at("/spec/containers/0/ports"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{'spec':{'containers':[{'name':'a','$patch':'merge'}]}}|500", "{'$patch':'what'}|500",
        "{'$retainKeys':'x'}|400",
        "{'spec':{'containers':[1]}}|500",
        "{'spec':{'$setElementOrder/containers':[{'name':'b'}],'containers':[{'name':'n'}]}}|500",
        "{'$setElementOrder/nothing':[]}|500"})
    void strategicMergeThatDoesNotFit(String patch, int code) {
        ObjectNode pod = (ObjectNode) json("{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}");
        StatusException refused = assertThrows(StatusException.class,
                () -> StrategicMergePatch.apply(pod, (ObjectNode) json(patch), POD));
        assertEquals(code, refused.status().code());
    }

    /** Copies of copies would grow without end. */
    @Test
    void jsonPatchCopiesAreBounded() {
        StringBuilder operations = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            operations.append("{'op':'copy','from':'/a','path':'/a/c").append(i).append("'},");
        }
        JsonNode patch = json(operations.append("{'op':'test','path':'/b','value':1}]").toString());
        StatusException refused = assertThrows(StatusException.class,
                () -> JsonPatch.apply((ObjectNode) json("{'a':{'x':'y'},'b':1}"), patch));
        assertEquals(413, refused.status().code());
    }

    /** Long lists take no more than linear time. */
    @Test
    void strategicMergeOfLongLists() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            names.append(i == 0 ? "" : ",").append("{'name':'c").append(i).append("'}");
        }
        ObjectNode pod = (ObjectNode) json("{'spec':{'containers':[" + names + "]}}");
        JsonNode before = pod.deepCopy();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> StrategicMergePatch.apply(pod,
                (ObjectNode) json("{'spec':{'containers':[" + names + "]}}"), POD));
        assertEquals(before, pod);
    }

    @Test
    void strategicMergeOfPrimitivesPutsWhatIsNewFirst() {
        ObjectNode map = (ObjectNode) json("{'metadata':{'finalizers':['a','b']}}");
        StrategicMergePatch.apply(map, (ObjectNode) json("{'metadata':{'finalizers':['b','c']}}"), POD);
        assertEquals(json("['a','b','c']"), map.at("/metadata/finalizers"));
        StrategicMergePatch.apply(map, (ObjectNode) json("{'metadata':{'finalizers':['d']}}"), POD);
        assertEquals(json("['d','a','b','c']"), map.at("/metadata/finalizers"));
    }
}
