package dev.coracle.apiserver.admission.typecheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.resource.apiextensions.schema.check.SchemaChecks;
import dev.coracle.apiserver.resource.check.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RuleCheckTest {

    private static final String SPEC = """
            {'type':'object','properties':{'spec':{'type':'object','properties':{
              'x':{'type':'integer'},'ratio':{'type':'number'},'name':{'type':'string'},'when':{'type':'string','format':'date-time'},
              'wait':{'type':'string','format':'duration'},'size':{'x-kubernetes-int-or-string':true},
              'names':{'type':'array','maxItems':20,'items':{'type':'string','maxLength':50}},'labels':{'type':'object','additionalProperties':{'type':'string'}},
              'listeners':{'type':'array','maxItems':16,'items':{'type':'object','properties':{'name':{'type':'string','maxLength':60},
                'port':{'type':'integer'},'protocol':{'type':'string','maxLength':9},'hostname':{'type':'string','maxLength':253},
                'tls':{'type':'object','properties':{'mode':{'type':'string'}}}}}},
              'any':{'type':'object','x-kubernetes-preserve-unknown-fields':true},
              'a__b-c':{'type':'string'},'namespace':{'type':'string'}}}}}""";

    private static List<String> errors(String rule, String more) {
        ObjectNode schema = (ObjectNode) Json.parse(SPEC.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        ObjectNode made = (ObjectNode) Json
                .parse(("{" + more + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        ((ObjectNode) schema.path("properties").path("spec")).putArray("x-kubernetes-validations")
                .add(made.put("rule", rule));
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("spec").child("validation").child("openAPIV3Schema");
        SchemaChecks.check(new Place(schema, path, errors), false, false);
        return errors.causes().stream().map(cause -> cause.field() + " " + cause.message()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"self.x == oldSelf.x", "self.x <= self.ratio",
        "has(self.name) ? self.name.size() > 0 : true",
        "self.names.all(n, n.matches('^[a-z]+$')) && self.names.size() <= 3", "self.labels.all(k, k.startsWith('a'))",
        "self.listeners.all(l, l.protocol in ['HTTP', 'TCP'] ? !has(l.tls) : true)",
        "self.listeners.all(l1, self.listeners.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol))",
        "self.listeners.exists_one(l, has(l.hostname) && l.hostname == 'a')",

        "self.when < timestamp('2030-01-01T00:00:00Z')", "self.wait > duration('1s')",
        "type(self.size) == string ? self.size.endsWith('%') : self.size > 0",
        "quantity('1Gi').isGreaterThan(quantity('1Mi'))",
        "self.names.isSorted() && self.names.indexOf('a') >= 0", "isURL(self.name) && url(self.name).getHost() != ''",
        "ip.isCanonical('127.0.0.1') && cidr('10.0.0.0/8').containsIP('10.1.1.1')",
        "self.a__underscores__b__dash__c == 'x'", "self.__namespace__ == 'x'",
        "self.listeners.map(l, l.name).filter(n, n != '').size() > 0",
        "self.labels['a'] == 'b' || 'c' in self.labels", "!has(oldSelf.name) || has(self.name)"})
    void whatPeopleWriteIsTaken(String rule) {
        assertEquals(List.of(), errors(rule, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"self.z == 100 | undefined field 'z'", "self = 42 | Syntax error",
        "self.x + self.x | must evaluate to a bool", "self.listeners.all(l, l.nope == '') | undefined field 'nope'",
        "self.name > 3 | found no matching overload", "nobody.x == 1 | undeclared reference to 'nobody'",
        "self.any.whatever == 1 | undefined field 'whatever'",
        "self.size | must evaluate to a bool", "self.x in [1, 'a'] | expected type 'int' but found 'string'",
        "self.name.matches('[') | invalid matches argument",
        "self.when > timestamp('soon') | invalid timestamp argument"})
    void whatCannotBeTrueOfTheSchemaIsRefused(String rule, String wrong) {
        List<String> errors = errors(rule, "");
        assertEquals(1, errors.size(), errors.toString());
        assertTrue(errors.getFirst().startsWith(
                "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule Invalid value: {\"Rule\":"),
                errors.getFirst());
        assertTrue(errors.getFirst().contains(wrong), errors.getFirst());
    }

    @Test
    void anOldValueMayBeOptional() {
        assertEquals(List.of(), errors("!oldSelf.hasValue() || oldSelf.value().x == self.x", "'optionalOldSelf':true"));
        assertEquals(1, errors("oldSelf.hasValue()", "").size());
        assertEquals(List.of(), errors("self.x > 0", "'messageExpression':'\\\"x of \\\" + self.names[0]'"));
        assertEquals(1, errors("self.x > 0", "'messageExpression':'self.x'").size());
    }

    private static final String BEYOND = " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
            + " arrays, maps, and strings are declared)";

    private static List<String> errorsOf(String schema) {
        FieldErrors errors = new FieldErrors();
        ObjectNode json = (ObjectNode) Json.parse(schema.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        SchemaChecks.check(new Place(json, FieldPath.of("schema"), errors), false, false);
        return errors.causes().stream().map(cause -> cause.field() + " " + cause.message()).toList();
    }

    @Test
    void aRuleMayNotCostMoreThanItsLimit() {
        String list = "{'type':'object','properties':{'l':{'type':'array',MORE'x-kubernetes-validations':[{'rule':"
                + "'self.all(a, self.all(b, a != b))'}],'items':{'type':'string'MAX}}}}";
        assertEquals(List.of(
                "schema.properties[l].x-kubernetes-validations[0].rule Forbidden: estimated rule cost exceeds budget by "
                        + "factor of more than 100x" + BEYOND,
                "schema.properties[l].x-kubernetes-validations[0].rule Forbidden: contributed to estimated rule cost "
                        + "total exceeding cost limit for entire OpenAPIv3 schema",
                "schema Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
                        + "exceeds budget by factor of more than 100x" + BEYOND),
                errorsOf(list.replace("MORE", "").replace("MAX", "")));
        assertEquals(List.of(), errorsOf(list.replace("MORE", "'maxItems':100,").replace("MAX", ",'maxLength':20")));
        assertEquals(List.of("schema.properties[l].x-kubernetes-validations[0].rule Forbidden: estimated rule cost "
                + "exceeds budget by factor of 1.300500x" + BEYOND),
                errorsOf(list.replace("MORE", "'maxItems':1000,").replace("MAX", ",'maxLength':20")));
    }

    @Test
    void allRulesTogetherHaveALimitToo() {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            fields.append(i == 0 ? "" : ",").append("'f").append(i).append("':{'type':'string','maxLength':6000,"
                    + "'x-kubernetes-validations':[{'rule':'self.contains(self)'}]}");
        }
        List<String> errors = errorsOf("{'type':'object','properties':{" + fields + "}}");
        assertEquals(4 + 1, errors.size(), errors.toString());
        assertEquals("schema Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema "
                + "exceeds budget by factor of 1.152000x" + BEYOND, errors.getLast());
    }
}
