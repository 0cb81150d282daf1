package dev.coracle.api.schema.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class SchemaValidationTest {

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String wrong(String schema, String value) {
        FieldErrors errors = new FieldErrors();
        ObjectNode whole = Json.object().put("type", "object");
        whole.putObject("properties").set("v", tree(schema));
        SchemaDemands.object(tree("{'v':" + value + "}"), Optional.empty(), Schema.ofCustom(whole), errors);
        return errors.isEmpty() ? "" : errors.message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'type':'integer'}|'x'|v: Invalid value: \"string\": v in body must be of type integer: \"string\"",
        "{'type':'integer','maximum':9,'multipleOf':2}|11|"
                + "[v: Invalid value: 11: v in body should be a multiple of 2, v: Invalid value: 11: v in body should be less than or equal to 9]",
        "{'type':'integer','minimum':2,'exclusiveMinimum':true}|2|v: Invalid value: 2: v in body should be greater than 2",
        "{'type':'integer','format':'int32'}|3000000000|"
                + "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in v",
        "{'type':'string','enum':['a','b']}|'c'|v: Unsupported value: \"c\": supported values: \"a\", \"b\"",
        "{'type':'number','enum':[1,2.5]}|1.0|``",
        "{'type':'string','maxLength':2}|'äöü'|v: Too long: may not be more than 2 bytes",
        "{'type':'string','minLength':2,'pattern':'^b'}|'a'|v: Invalid value: \"a\": v in body should be at least 2 chars long",
        "{'type':'string','pattern':'^[a-z]+$'}|'a\\n'|v: Invalid value: \"a\\n\": v in body should match '^[a-z]+$'",
        "{'type':'string','pattern':'^[[:alpha:]]+$'}|'abc'|``",
        "{'type':'string','format':'ipv4'}|'1.2.3'|v: Invalid value: \"1.2.3\": v in body must be of type ipv4: \"1.2.3\"",
        "{'type':'array','maxItems':1,'items':{'type':'string'}}|['a',1]|"
                + "[v[1]: Invalid value: \"integer\": v[1] in body must be of type string: \"integer\", v: Too many: 2: must have at most 1 item]",
        "{'type':'array','x-kubernetes-list-type':'set'}|['a','a','a']|v[1]: Duplicate value: \"a\"",
        "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k']}|[{'k':1},{'k':2},{'k':1}]|"
                + "v[2]: Duplicate value: {\"k\":1}",
        "{'type':'object','required':['a']}|{}|v.a: Required value",
        "{'type':'object','minProperties':1}|{}|v: Invalid value: 0: v in body should have at least 1 properties",
        "{'type':'object','additionalProperties':{'type':'boolean'}}|{'a':true,'b':1}|"
                + "v.b: Invalid value: \"integer\": v.b in body must be of type boolean: \"integer\"",
        "{'x-kubernetes-int-or-string':true}|true|v: Invalid value: \"boolean\": v in body must be of type integer,string: \"boolean\"",
        "{'type':'string','nullable':true}|null|``",
        "{'anyOf':[{'required':['a']},{'required':['b']}]}|{}|"
                + "[<nil>: Invalid value: \"\": \"v\" must validate at least one schema (anyOf), v.a: Required value]",
        "{'oneOf':[{'required':['a']},{'required':['b']}]}|{'a':1,'b':1}|"
                + "<nil>: Invalid value: \"\": \"v\" must validate one and only one schema (oneOf). Found 2 valid alternatives",
        "{'enum':[{'a':1},2]}|3|v: Unsupported value: 3: supported values: \"{\\\"a\\\":1}\", \"2\"",
        "{'not':{'required':['a']}}|{'a':1}|<nil>: Invalid value: \"\": \"v\" must not validate the schema (not)",
        "{'type':'object','x-kubernetes-embedded-resource':true}|{'kind':'K'}|v.apiVersion: Required value"})
    void saysWhatIsWrong(String schema, String value, String message) {
        assertEquals(message, wrong(schema, value));
    }

    /** A pattern that others match by backtracking without end, or by recursion, holds no thread and overflows no stack. */
    @Test
    void evilPatternsEnd() {
        assertEquals(false, wrong("{'pattern':'^(a+)+$'}", "'" + "a".repeat(60) + "!'").isEmpty());
        assertEquals("", wrong("{'pattern':'^(a|b)*$'}", "'" + "ab".repeat(100_000) + "'"));
        assertEquals("", wrong("{'pattern':'^\\\\pL[[:digit:]]+\\\\z'}", "'é12'"));
    }
}
