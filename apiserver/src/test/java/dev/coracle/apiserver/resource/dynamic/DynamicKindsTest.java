package dev.coracle.apiserver.resource.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.base.clock.SystemClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class DynamicKindsTest {

    private static final List<KindRules> KINDS = DynamicKinds.all(new Ages(SystemClock.instance()));

    private static ObjectNode tree(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String wrong(String kind, String spec) {
        KindRules rules = KINDS.stream().filter(each -> each.kind().kind().equals(kind)).findFirst().orElseThrow();
        ObjectNode object = tree("{'metadata':{'name':'x'}}");
        object.set("spec", tree(spec));
        rules.defaults().forEach(step -> step.apply(object));
        FieldErrors errors = new FieldErrors();
        rules.validate().validate(object, errors);
        rules.validateChange().validate(object, Optional.empty(), errors, text -> {});
        return errors.message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{'selectors':[{'cel':{'expression':'device.driver in []'}}]} | []",
        "{'extendedResourceName':'a.b/c'} | []",
        "{'extendedResourceName':'pods'} | spec.extendedResourceName: Invalid value: 'pods': must be a valid extended resource name",
        "{'config':[{}]} | spec.config[0].opaque: Required value",
        "{'selectors':[{'cel':{'expression':'device.driver'}}]} | spec.selectors[0].cel.expression: Invalid value: "
                + "'device.driver': must evaluate to bool or the unknown type, not string"})
    void classesAreChecked(String spec, String expected) {
        assertEquals(expected.replace('\'', '"'), wrong("DeviceClass", spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{'requests':[{'name':'r','exactly':{'deviceClassName':'c'}}],'config':[{'requests':['r'],"
                + "'opaque':{'driver':'a','parameters':{}}}]} | []",
        "{'requests':[{'name':'r'}]} | spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
        "{'requests':[{'name':'r','firstAvailable':[{'name':'s','deviceClassName':'c'}]}],"
                + "'constraints':[{'requests':['r/t'],'matchAttribute':'a/b'}]} | spec.devices.constraints[0].requests[0]: Invalid "
                + "value: 'r/t': must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"})
    void claimsAreChecked(String devices, String expected) {
        String wanted = expected.replace('\'', '"').replace("separated by \"/\"", "separated by '/'");
        assertEquals(wanted, wrong("ResourceClaim", "{'devices':" + devices + "}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"{'default':'2','validValues':['2','4']} | []",
        "{'default':'3','validRange':{'min':'1','max':'5','step':'2'}} | []",
        "{'default':'2','validValues':['4','2']} | RP.validValues[1]: Invalid value: '2': values must be sorted in ascending order",
        "{'default':'2','validRange':{'min':'1','step':'3'}} | RP.validRange.step: Invalid value: '2': "
                + "value is not a multiple of a given step (3) from (1)",
        "{'default':'2','validRange':{'min':'1','step':'0'}} | RP.validRange.step: Invalid value: '2': "
                + "value is not a multiple of a given step (0) from (1)",
        "{'validValues':['2']} | RP.default: Required value: required when validValues is defined"})
    void capacitiesAreSharedAsTheirPolicySays(String policy, String expected) {
        String spec = "{'driver':'a','nodeName':'n','pool':{'name':'p','resourceSliceCount':1},'devices':[{'name':'d',"
                + "'allowMultipleAllocations':true,'capacity':{'m':{'value':'5','requestPolicy':" + policy + "}}}]}";
        String path = "spec.devices[0].capacity[m].requestPolicy";
        assertEquals(expected.replace('\'', '"').replace("RP", path), wrong("ResourceSlice", spec));
    }
}
