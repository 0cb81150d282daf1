package dev.coracle.api.gotypes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class GoFormTest {

    private static ObjectNode tree(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "Pod | {'spec':{'hostNetwork':false,'nodeSelector':{},'tolerations':[]}} "
                + "| {'spec':{'containers':null},'metadata':{},'status':{}}",
        "Pod | {'spec':{'priority':0,'restartPolicy':'','shareProcessNamespace':false}} "
                + "| {'spec':{'priority':0,'shareProcessNamespace':false,'containers':null},'metadata':{},'status':{}}",
        "Pod | {'metadata':{'labels':null,'annotations':{'a':''}},'spec':{'containers':[{'name':'c','args':[]}],"
                + "'volumes':[{'name':'e','emptyDir':{}}]}} "
                + "| {'metadata':{'annotations':{'a':''}},'spec':{'containers':[{'name':'c','resources':{}}],"
                + "'volumes':[{'name':'e','emptyDir':{}}]},'status':{}}",
        "ConfigMap | {'data':{},'unknown':null} | {'unknown':null,'metadata':{}}",
        "Service | {'spec':{'ports':[{'port':80}]}} | {'spec':{'ports':[{'port':80}]},'metadata':{},'status':{'loadBalancer':{}}}"})
    void normalizes(String kind, String from, String to) {
        Schema schema = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", kind));
        ObjectNode tree = tree(from);
        GoForm.normalize(tree, schema);
        assertEquals(tree(to), tree);
        GoForm.normalize(tree, schema);
        assertEquals(tree(to), tree, "once is enough");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{'spec':{'ports':[{'port':80}]}} | {'spec':{'ports':[{'port':80,'targetPort':0}]},'metadata':{},'status':{'loadBalancer':{}}}",
        "{'spec':{'ports':[{'targetPort':'x'}]}} | {'spec':{'ports':[{'targetPort':'x','port':0}]},'metadata':{},'status':{'loadBalancer':{}}}"})
    void completes(String from, String to) {
        Schema schema = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "Service"));
        ObjectNode tree = tree(from);
        GoForm.normalize(tree, schema);
        GoForm.complete(tree, schema);
        assertEquals(tree(to), tree);
    }
}
