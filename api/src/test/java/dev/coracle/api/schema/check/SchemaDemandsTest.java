package dev.coracle.api.schema.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What was as wrong before is not held against a change, where it can be told what it was. */
class SchemaDemandsTest {

    private static final String STRICT = """
            {'type':'object','required':['must'],'properties':{
              'must':{},'word':{'type':'string','enum':['ok']},'number':{'type':'integer','maximum':5},
              'struct':{'type':'object','required':['a'],'properties':{'a':{},'b':{'enum':['ok']}}},
              'list':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],
                'items':{'type':'object','properties':{'k':{'type':'string'},'v':{'enum':['ok']}}}},
              'atomic':{'type':'array','items':{'enum':['ok','new']}},
              'set':{'type':'array','x-kubernetes-list-type':'set','items':{'enum':['ok','new']}},
              'map':{'type':'object','additionalProperties':{'enum':['ok']}},
              'any':{'type':'object','properties':{'x':{},'y':{'type':'integer'}},
                'anyOf':[{'properties':{'x':{'enum':['ok']}}},{'required':['z']}]},
              'open':{'type':'object','maxProperties':1,'x-kubernetes-preserve-unknown-fields':true},
              'in':{'type':'object','x-kubernetes-embedded-resource':true},
              'status':{'type':'object','properties':{'phase':{'enum':['ok']},'when':{}}}}}""";

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String message(FieldErrors errors) {
        return errors.isEmpty() ? "" : errors.message();
    }

    private static String changed(String old, String now) {
        FieldErrors errors = new FieldErrors();
        SchemaDemands.object(tree(now), Optional.of(tree(old)), Schema.ofCustom(tree(STRICT)), errors);
        return message(errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'must':1,'word':'bad','number':9}|{'must':2,'word':'bad','number':9}",
        "{'must':1,'struct':{'b':'bad'}}|{'must':2,'struct':{'b':'bad'}}",
        "{'must':1,'struct':{'a':1,'b':'bad'}}|{'must':1,'struct':{'a':2,'b':'bad'}}",
        "{'must':1,'list':[{'k':'x','v':'bad'}]}|{'must':1,'list':[{'k':'y','v':'ok'},{'k':'x','v':'bad'}]}",
        "{'must':1,'atomic':['bad'],'set':['bad']}|{'must':2,'atomic':['bad'],'set':['bad']}",
        "{'must':1,'map':{'p':'bad'}}|{'must':1,'map':{'p':'bad','q':'ok'}}",
        "{'must':1,'any':{'x':'bad'}}|{'must':2,'any':{'x':'bad'}}",
        "{'must':1,'any':{'x':'bad','y':1}}|{'must':1,'any':{'x':'bad','y':2}}",
        "{'must':1,'set':['ok','ok']}|{'must':1,'set':['ok','ok','ok']}",
        "{'must':1,'word':7}|{'must':2,'word':7}"})
    void whatIsAsItWasMayStay(String old, String now) {
        assertEquals("", changed(old, now));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'must':1,'word':'bad'}|{'must':1,'word':'worse'}|word: Unsupported value: \"worse\": supported values: \"ok\"",
        "{'must':1}|{'must':1,'word':'bad'}|word: Unsupported value: \"bad\": supported values: \"ok\"",
        "{'kind':'K','word':'bad'}|{'kind':'K','word':'bad'}|must: Required value",
        "{'must':1,'struct':{'b':'bad'}}|{'must':1,'struct':{'b':'ok'}}|struct.a: Required value",
        "{'must':1,'list':[{'k':'x','v':'bad'},{'k':'y','v':'bad'}]}|{'must':1,'list':[{'k':'y','v':'bad'},{'k':'z','v':'bad'}]}|"
                + "list[1].v: Unsupported value: \"bad\": supported values: \"ok\"",
        "{'must':1,'list':[{'v':'bad'}]}|{'must':1,'list':[{'v':'bad'},{'k':'x'}]}|"
                + "list[0].v: Unsupported value: \"bad\": supported values: \"ok\"",
        "{'must':1,'atomic':['bad']}|{'must':1,'atomic':['bad','new']}|"
                + "atomic[0]: Unsupported value: \"bad\": supported values: \"ok\", \"new\"",
        "{'must':1,'set':['bad']}|{'must':1,'set':['bad','new']}|set[0]: Unsupported value: \"bad\": supported values: \"ok\", \"new\"",
        "{'must':1,'map':{'p':'bad'}}|{'must':1,'map':{'q':'bad'}}|map.q: Unsupported value: \"bad\": supported values: \"ok\"",
        "{'must':1,'open':{'a':1,'b':2}}|{'must':2,'open':{'a':1,'b':2}}|open: Too many: 2: must have at most 1 item",
        "{'must':1,'in':{'kind':'K'}}|{'must':2,'in':{'kind':'K'}}|in.apiVersion: Required value",
        "{'must':1,'set':['ok','new']}|{'must':1,'set':['ok','ok']}|set[1]: Duplicate value: \"ok\""})
    void whatIsNewOrCannotBeToldMustFit(String old, String now, String wrong) {
        assertEquals(wrong, changed(old, now));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'maxProperties':1}|<nil>: Too many: 2: must have at most 1 item",
        "{'minProperties':3}|<nil>: Invalid value: 2:  in body should have at least 3 properties",
        "{'not':{'required':['a']}}|<nil>: Invalid value: \"\": \"\" must not validate the schema (not)",
        "{'anyOf':[{'required':['b']}]}|"
                + "[<nil>: Invalid value: \"\": \"\" must validate at least one schema (anyOf), b: Required value]",
        "{'properties':{'metadata':{'type':'object','properties':{'name':{'type':'string','pattern':'^b'}}}}}|"
                + "metadata.name: Invalid value: \"x\": metadata.name in body should match '^b'"})
    void theWholeObjectIsHeldToWhatTheSchemaSaysOfIt(String schema, String wrong) {
        FieldErrors errors = new FieldErrors();
        SchemaDemands.object(tree("{'metadata':{'name':'x'},'a':1}"), Optional.empty(),
                Schema.ofCustom(tree(schema).put("type", "object")), errors);
        assertEquals(wrong, message(errors));
    }

    @Test
    void aStatusIsSeenBesideTheOldOne() {
        Schema schema = Schema.ofCustom(tree(STRICT));
        FieldErrors same = new FieldErrors();
        SchemaDemands.status(tree("{'status':{'phase':'bad','when':2}}"), tree("{'status':{'phase':'bad'}}"), schema,
                same);
        assertEquals("", message(same));
        FieldErrors other = new FieldErrors();
        SchemaDemands.status(tree("{'status':{'phase':'worse'}}"), tree("{'status':{'phase':'bad'}}"), schema, other);
        assertEquals("status.phase: Unsupported value: \"worse\": supported values: \"ok\"", message(other));
    }

    /** Each item is found by its keys, not looked for among all. */
    @Test
    void longListsTakeTimeByTheirLength() {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            items.append("{'k':'").append(i).append("','v':'bad'},");
        }
        String old = "{'must':1,'list':[" + items + "{'k':'x'}]}";
        String now = "{'must':1,'list':[" + items + "{'k':'y'}]}";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals("", changed(old, now)));
    }
}
