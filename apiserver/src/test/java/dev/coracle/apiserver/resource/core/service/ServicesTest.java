package dev.coracle.apiserver.resource.core.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.base.clock.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ServicesTest {

    private static final RequestContext JANE = FakeObjects.context(new UserInfo("jane", "", List.of(), Map.of()));
    private static final String PORTS = "'ports':[{'port':80}]";

    private final ServiceAllocators allocators = new ServiceAllocators("10.96.0.0/16", 30000, 32767,
            SystemClock.instance());
    private final KindRules rules = Services.rules(new Ages(SystemClock.instance()), allocators);

    private ObjectNode filled(String spec) {
        ObjectNode service = FakeObjects.tree("{'metadata':{'name':'s'},'spec':{" + spec + "}}");
        rules.defaults().forEach(step -> step.apply(service));
        return service;
    }

    private ObjectNode created(String spec) {
        ObjectNode service = filled(spec);
        rules.prepareCreate().prepare(JANE, service);
        return service;
    }

    private String wrong(String spec) {
        FieldErrors errors = new FieldErrors();
        rules.validate().validate(created(spec), errors);
        return errors.message();
    }

    private ObjectNode updated(ObjectNode old, String spec) {
        ObjectNode service = filled(spec);
        service.set("status", old.path("status").deepCopy());
        rules.prepareUpdate().prepare(JANE, service, old);
        return service;
    }

    private String changed(String before, String after) {
        FieldErrors errors = new FieldErrors();
        ObjectNode old = created(before);
        ObjectNode service = updated(old, after);
        rules.validateUpdate().validate(service, old, errors);
        rules.validate().validate(service, errors);
        return errors.message();
    }

    private static String expected(String text) {
        return text.replace('~', '"');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'ipFamilies':['IPv6'] | spec.ipFamilies[0]: Invalid value: ~IPv6~: not configured on this cluster",
        "'ipFamilies':[''] | spec.ipFamilies[0]: Unsupported value: ~~: supported values: ~IPv4~, ~IPv6~",
        "'clusterIP':'10.96.0.7','ipFamilies':['IPv6'] | spec.clusterIPs[0]: Invalid value: ~10.96.0.7~: expected an IPv6 value "
                + "as indicated by `ipFamilies[0]`",
        "'ipFamilyPolicy':'RequireDualStack' | spec.ipFamilyPolicy: Invalid value: ~RequireDualStack~: this cluster is not "
                + "configured for dual-stack services",
        "'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7','10.96.0.8'] | spec.clusterIPs: Invalid value: "
                + "[~10.96.0.7~,~10.96.0.8~]: may specify no more than one IP for each IP family"})
    void addressesAreSettledBeforeTheRestIsLookedAt(String spec, String message) {
        StatusException refused = assertThrows(StatusException.class, () -> created(PORTS + "," + spec));
        assertEquals("Service \"s\" is invalid: " + expected(message), refused.getMessage());
    }

    @Test
    void oneFamilyButForThatWhichNobodyKnows() {
        assertEquals(List.of("IPv4"), Trees.strings(created(PORTS), "spec", "ipFamilies"));
        assertEquals("SingleStack", Trees.string(created(PORTS), "spec", "ipFamilyPolicy"));
        ObjectNode anywhere = created("'clusterIP':'None'," + PORTS);
        assertEquals(List.of("IPv4", "IPv6"), Trees.strings(anywhere, "spec", "ipFamilies"));
        assertEquals("RequireDualStack", Trees.string(anywhere, "spec", "ipFamilyPolicy"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        PORTS + " | []",
        "'ports':[{'port':80,'appProtocol':'a/b/c'}],'trafficDistribution':'' | [spec.ports[0].appProtocol: Invalid value: "
                + "~a/b/c~: a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. "
                + "'example.com/MyName'), spec.trafficDistribution: Unsupported value: ~~: supported values: ~PreferClose~, "
                + "~PreferSameZone~, ~PreferSameNode~]",
        PORTS + ",'loadBalancerClass':'' | spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        PORTS + ",'internalTrafficPolicy':'' | spec.internalTrafficPolicy: Unsupported value: ~~: supported values: ~Cluster~, "
                + "~Local~",
        "'type':'NodePort','ports':[{'name':'a','port':80,'nodePort':30001},{'name':'b','port':80,'nodePort':30001}] | "
                + "[spec.ports[1].nodePort: Duplicate value: 30001, spec.ports[1]: Duplicate value: {~Name~:~~,~Protocol~:~TCP~,"
                + "~AppProtocol~:null,~Port~:80,~TargetPort~:0,~NodePort~:0}]",
        "'type':'ExternalName','externalName':'a.b.','ipFamilyPolicy':'' | spec.ipFamilyPolicy: Forbidden: may not be set for "
                + "ExternalName services",
        "'type':'ExternalName','externalName':'a.b','ports':[{'port':1,'nodePort':1}] | []",
        PORTS + ",'externalIPs':['169.254.0.1'] | spec.externalIPs[0]: Invalid value: ~169.254.0.1~: may not be in the link-local "
                + "range (169.254.0.0/16, fe80::/10)",
        PORTS + ",'type':'LoadBalancer','loadBalancerSourceRanges':[' 10.0.0.0/8','10.0.0.1/8'] | "
                + "spec.LoadBalancerSourceRanges[1]: Invalid value: ~10.0.0.1/8~: must not have bits set beyond the prefix length",
        PORTS + ",'type':'LoadBalancer','externalTrafficPolicy':'Local','healthCheckNodePort':70000 | "
                + "spec.healthCheckNodePort: Invalid value: 70000: must be between 1 and 65535, inclusive"})
    void servicesAreChecked(String spec, String message) {
        assertEquals(expected(message), wrong(spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "'clusterIP':'10.96.0.7'," + PORTS + " | " + PORTS + " | []",
        "'clusterIP':'10.96.0.7'," + PORTS + " | 'clusterIP':'10.96.0.8'," + PORTS
                + " | spec.clusterIPs[0]: Invalid value: [~10.96.0.8~]: may not change once set",
        "'type':'LoadBalancer','loadBalancerClass':'a/b'," + PORTS + " | 'type':'LoadBalancer'," + PORTS
                + " | spec.loadBalancerClass: Invalid value: null: may not change once set",
        "'type':'LoadBalancer','externalTrafficPolicy':'Local','healthCheckNodePort':30001," + PORTS
                + " | 'type':'LoadBalancer','externalTrafficPolicy':'Local','healthCheckNodePort':30002," + PORTS
                + " | spec.healthCheckNodePort: Forbidden: field is immutable",
        PORTS + " | 'externalTrafficPolicy':'Local'," + PORTS
                + " | spec.externalTrafficPolicy: Invalid value: ~Local~: may only "
                + "be set for externally-accessible services"})
    void whatMayNotChange(String before, String after, String message) {
        assertEquals(expected(message), changed(before, after));
    }

    @Test
    void whatTheServerGaveStaysAndGoesWithItsType() {
        ObjectNode old = created(
                "'type':'NodePort','clusterIP':'10.96.0.7','ports':[{'name':'a','port':80,'nodePort':30001}]");
        ObjectNode renumbered = updated(old, "'type':'NodePort','ports':[{'name':'a','port':81}]");
        assertEquals(30001, Trees.objects(renumbered, "spec", "ports").getFirst().path("nodePort").asInt());
        ObjectNode inside = updated(old, "'type':'ClusterIP','ports':[{'name':'a','port':80,'nodePort':30001}],"
                + "'externalTrafficPolicy':'Cluster'");
        assertEquals("", Trees.string(inside, "spec", "externalTrafficPolicy"));
        assertEquals(true, Trees.objects(inside, "spec", "ports").getFirst().path("nodePort").isMissingNode());
        StatusException twice = assertThrows(StatusException.class, () -> updated(old, "'type':'NodePort','ports':["
                + "{'name':'a','port':80,'nodePort':30001},{'name':'b','port':81,'nodePort':30001}]"));
        assertEquals("duplicate nodePort: {TCP 30001}", twice.getMessage());
    }

    @Test
    void aDryRunShowsWhatOneWouldGet() {
        ObjectNode service = created("'type':'LoadBalancer','externalTrafficPolicy':'Local','ports':[{'port':80}]");
        rules.rehearse().rehearse(service, Optional.empty());
        assertEquals("10.96.0.0", Trees.string(service, "spec", "clusterIP"));
        assertEquals(32769, Trees.objects(service, "spec", "ports").getFirst().path("nodePort").asInt());
        assertEquals(32770, service.path("spec").path("healthCheckNodePort").asInt());
    }

    @Test
    void statusIsForBalancersAlone() {
        String ingress = "{'metadata':{'name':'s'},'spec':{'type':'%s'},'status':{'loadBalancer':{'ingress':[{'ip':'x',"
                + "'hostname':'1.2.3.4'}]}}}";
        assertEquals("status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'",
                status(String.format(ingress, "ClusterIP")));
        assertEquals(
                expected("[status.loadBalancer.ingress[0].ip: Invalid value: ~x~: must be a valid IP address, (e.g. "
                        + "10.9.8.7 or 2001:db8::ffff), status.loadBalancer.ingress[0].hostname: Invalid value: ~1.2.3.4~: must be a DNS "
                        + "name, not an IP address]"),
                status(String.format(ingress, "LoadBalancer")));
    }

    private String status(String json) {
        ObjectNode service = FakeObjects.tree(json);
        rules.defaults().forEach(step -> step.apply(service));
        FieldErrors errors = new FieldErrors();
        ObjectNode old = service.deepCopy();
        old.remove("status");
        rules.part("status").orElseThrow().validate().validate(service, old, errors);
        return errors.message();
    }

    @Test
    void warnsOfWhatDoesNothing() {
        List<String> warnings = new ArrayList<>();
        rules.warn().warn(created("'clusterIP':'None','loadBalancerIP':'1.2.3.4','sessionAffinity':'ClientIP',"
                + "'externalIPs':['1.2.3.4'],'externalName':'a'," + PORTS), warnings::add);
        assertEquals(List.of("spec.loadBalancerIP is ignored for headless services",
                "spec.externalIPs is ignored for headless services",
                "spec.SessionAffinity is ignored for headless services",
                "spec.externalName is ignored when spec.type is not \"ExternalName\""), warnings);
    }
}
