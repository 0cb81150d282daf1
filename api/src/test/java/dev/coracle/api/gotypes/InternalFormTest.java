package dev.coracle.api.gotypes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class InternalFormTest {

    private static JsonNode tree(String json) {
        return Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "core.v1.ObjectReference | {'name':'p','kind':'Pod'} | {'Kind':'Pod','Namespace':'','Name':'p','UID':'',"
                + "'APIVersion':'','ResourceVersion':'','FieldPath':''}",
        "resource.v1.DeviceToleration | {'key':'a','tolerationSeconds':0} "
                + "| {'Key':'a','Operator':'','Value':'','Effect':'','TolerationSeconds':0}",
        "resource.v1.DeviceCapacity | {} | {'Value':'0','RequestPolicy':null}",
        "resource.v1.CapacityRequirements | {'requests':{'b':'2','a':'1'}} | {'Requests':{'a':'1','b':'2'}}",
        "resource.v1.ResourceClaimTemplateSpec | {'metadata':{'labels':{'a':'b'},'name':'n'}} "
                + "| {'name':'n','labels':{'a':'b'},'Spec':{'Devices':{'Requests':null,'Constraints':null,'Config':null}}}",
        "flowcontrol.v1.FlowDistinguisherMethod | {} | {'Type':''}"})
    void printsAsTheServersOwnTypesDo(String definition, String value, String expected) {
        assertEquals(expected.replace('\'', '"'),
                Json.text(InternalForm.of(tree(value), "io.k8s.api." + definition)));
    }
}
