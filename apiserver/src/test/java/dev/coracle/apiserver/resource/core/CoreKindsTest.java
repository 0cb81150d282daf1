package dev.coracle.apiserver.resource.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.core.service.ServiceAllocators;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.base.clock.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What kinds of the core group say of what is wrong; the texts are the original's. */
class CoreKindsTest {

    private static final List<KindRules> KINDS = CoreKinds.all(new Ages(SystemClock.instance()),
            new ServiceAllocators("10.96.0.0/16", 30000, 32767, SystemClock.instance()), Duration.ofHours(1));

    private static KindRules rules(String kind) {
        return KINDS.stream().filter(each -> each.kind().kind().equals(kind)).findFirst().orElseThrow();
    }

    private static ObjectNode filled(String kind, String json) {
        ObjectNode object = FakeObjects.tree("{'metadata':{'name':'x'}," + json + "}");
        rules(kind).defaults().forEach(step -> step.apply(object));
        rules(kind).disabledFields().apply(object);
        return object;
    }

    private static String wrong(String kind, String json) {
        FieldErrors errors = new FieldErrors();
        rules(kind).validate().validate(filled(kind, json), errors);
        return errors.message();
    }

    private static String changed(String kind, String part, String before, String after) {
        FieldErrors errors = new FieldErrors();
        ObjectNode old = filled(kind, before);
        if (part.isEmpty()) {
            rules(kind).validateUpdate().validate(filled(kind, after), old, errors);
        } else {
            rules(kind).part(part).orElseThrow().validate().validate(filled(kind, after), old, errors);
        }
        return errors.message();
    }

    private static String expected(String text) {
        return text.replace('~', '"');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'type':'Container','max':{'cpu':'2'} | []",
        "'type':'Container','max':{'pods':'1'} | [spec.limits[0].max[pods]: Invalid value: ~pods~: must be a standard "
                + "resource for containers, spec.limits[0].default[pods]: Invalid value: ~pods~: must be a standard resource for "
                + "containers, spec.limits[0].defaultRequest[pods]: Invalid value: ~pods~: must be a standard resource for containers]",
        "'type':'Pod','default':{'cpu':'1'} | spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
        "'type':'Pod','min':{'cpu':'2'},'max':{'cpu':'1'} | spec.limits[0].min[cpu]: Invalid value: ~2~: min value 2 is "
                + "greater than max value 1",
        "'type':'Pod','min':{'cpu':'1'},'max':{'cpu':'2'},'maxLimitRequestRatio':{'cpu':'3'} | "
                + "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: ~3~: ratio 3 is greater than max/min = 2.000000",
        "'type':'Bogus' | spec.limits[0].type: Invalid value: ~Bogus~: must be a standard limit type or fully qualified"})
    void limitsAreInOrder(String limit, String message) {
        assertEquals(expected(message), wrong("LimitRange", "'spec':{'limits':[{" + limit + "}]}"));
    }

    @Test
    void aLimitRangeWithoutANameGetsOne() {
        ObjectNode object = FakeObjects.tree("{'metadata':{}}");
        rules("LimitRange").prepareCreate().prepare(FakeObjects.context(new UserInfo("jane",
                "", List.of(), Map.of())), object);
        assertEquals(36, object.path("metadata").path("name").asString("").length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'hard':{'pods':'1'},'scopes':['BestEffort'] | []",
        "'hard':{'cpu':'1'},'scopes':['BestEffort'] | spec.scopes: Invalid value: [~BestEffort~]: unsupported scope applied "
                + "to resource",
        "'hard':{'pods':'1'},'scopes':['BestEffort','NotBestEffort'] | spec.scopes: Invalid value: "
                + "[~BestEffort~,~NotBestEffort~]: conflicting scopes",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'x'}]} | "
                + "spec.scopeSelector.matchExpressions.operator: Invalid value: ~x~: not a valid selector operator",
        "'hard':{'cpu':'1'},'scopeSelector':{'matchExpressions':[{'scopeName':'BestEffort','operator':'Exists'}]} | "
                + "spec.scopeSelector.matchExpressions: Invalid value: {~MatchExpressions~:[{~ScopeName~:~BestEffort~,"
                + "~Operator~:~Exists~,~Values~:null}]}: unsupported scope applied to resource"})
    void quotasCountWhatTheirScopesCan(String spec, String message) {
        assertEquals(expected(message), wrong("ResourceQuota", "'spec':{" + spec + "}"));
    }

    @Test
    void scopesAreASet() {
        assertEquals("[]", changed("ResourceQuota", "", "'spec':{'scopes':['Terminating']}",
                "'spec':{'scopes':['Terminating','Terminating']}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'spec':{'podCIDR':'10.0.0.0/24','podCIDRs':['bogus']} | []",
        "'spec':{'podCIDR':'x'} | spec.podCIDRs[0]: Invalid value: ~x~: must be a valid CIDR value, (e.g. 10.9.8.0/24 or "
                + "2001:db8::/64)",
        "'spec':{'podCIDRs':['10.0.0.0/24','10.0.1.0/24']} | spec.podCIDRs: Invalid value: [~10.0.0.0/24~,~10.0.1.0/24~]: may "
                + "specify no more than one CIDR for each IP family",
        "'status':{'declaredFeatures':['B','A']} | status.declaredFeatures[1]: Invalid value: ~A~: list must be sorted "
                + "alphabetically",
        "'status':{'capacity':{'cpu':'-1'},'allocatable':{'cpu':'1'}} | status.capacity.cpu: Invalid value: ~-1~: must be greater "
                + "than or equal to 0"})
    void nodesAreChecked(String node, String message) {
        assertEquals(expected(message), wrong("Node", node));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'spec':{'externalID':'a'} | 'spec':{'externalID':'b'} | spec.externalID: Forbidden: may not be updated",
        "'spec':{'podCIDR':'10.0.0.0/24'} | 'spec':{} | spec.podCIDRs: Forbidden: node updates may not change podCIDR except "
                + "from ~~ to valid",
        "'status':{} | 'status':{'addresses':[{'type':'Hostname','address':'a'},{'type':'Hostname','address':'a'}]} | "
                + "status.addresses[1]: Duplicate value: {~Type~:~Hostname~,~Address~:~a~}"})
    void whatOfNodesMayNotChange(String before, String after, String message) {
        assertEquals(expected(message), changed("Node", "", before, after));
        assertEquals(expected(message), changed("Node", "status", before, after));
    }

    @Test
    void kubeletsAreNotConfiguredByTheApi() {
        assertEquals("{}", filled("Node", "'spec':{'configSource':{}}").path("spec").toString());
    }

    @Test
    void endpointsSayTwiceThatAnAddressIsNone() {
        assertEquals(expected(
                "[subsets[0].addresses[0].ip: Invalid value: ~x~: must be a valid IP address, (e.g. 10.9.8.7 or "
                        + "2001:db8::ffff), subsets[0].addresses[0].ip: Invalid value: ~x~: must be a valid IP address]"),
                wrong("Endpoints", "'subsets':[{'addresses':[{'ip':'x'}]}]"));
        assertEquals(
                expected("subsets[0].addresses[0].ip: Invalid value: ~127.0.0.1~: may not be in the loopback range "
                        + "(127.0.0.0/8, ::1/128)"),
                wrong("Endpoints", "'subsets':[{'addresses':[{'ip':'127.0.0.1'}]}]"));
    }

    @Test
    void secretsOfAccountsAreKnownByTheirNames() {
        ObjectNode object = FakeObjects.tree("{'secrets':[{'name':'s','namespace':'n','uid':'u'}]}");
        rules("ServiceAccount").prepareUpdate().prepare(FakeObjects.context(
                new UserInfo("jane", "", List.of(), Map.of())), object, object);
        assertEquals("{\"secrets\":[{\"name\":\"s\"}]}", object.toString());
        List<String> warnings = new ArrayList<>();
        ObjectNode marked = FakeObjects
                .tree("{'metadata':{'annotations':{'kubernetes.io/enforce-mountable-secrets':'true'}}}");
        rules("ServiceAccount").validateChange().validate(marked, Optional.empty(), new FieldErrors(), warnings::add);
        rules("ServiceAccount").validateChange().validate(marked, Optional.of(marked), new FieldErrors(),
                warnings::add);
        assertEquals(1, warnings.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'10Gi' | '5Gi' | '' | spec: Forbidden: spec is immutable after creation except resources.requests and "
                + "volumeAttributesClassName for bound claims",
        "'10Gi' | '0' | '' | [spec: Forbidden: spec is immutable after creation except resources.requests and "
                + "volumeAttributesClassName for bound claims, spec.resources.requests.storage: Forbidden: field can not be less than "
                + "status.capacity]",
        "'10Gi' | '5Gi' | ,'status':{'phase':'Bound','capacity':{'storage':'1Gi'}} | []",
        "'10Gi' | '5Gi' | ,'status':{'phase':'Bound','capacity':{'storage':'5Gi'}} | spec.resources.requests.storage: Forbidden: "
                + "field can not be less than status.capacity"})
    void aClaimShrinksToNoLessThanItHas(String before, String after, String status, String message) {
        String more = status.equals("''") ? "" : status;
        assertEquals(message, changed("PersistentVolumeClaim", "",
                "'spec':{'resources':{'requests':{'storage':" + before + "}}}" + more,
                "'spec':{'resources':{'requests':{'storage':" + after + "}}}" + more));
    }

    @Test
    void aPodsAddressIsTheFirstOfItsAddresses() {
        assertEquals("[{\"ip\":\"10.0.0.1\"}]",
                filled("Pod", "'spec':{},'status':{'podIP':'10.0.0.1','podIPs':[{'ip':'10.0.0.2'}]}").path("status")
                        .path("podIPs").toString());
    }
}
