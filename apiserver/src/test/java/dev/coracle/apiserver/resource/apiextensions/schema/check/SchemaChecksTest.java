package dev.coracle.apiserver.resource.apiextensions.schema.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.resource.apiextensions.schema.UnknownFormats;
import dev.coracle.apiserver.resource.check.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What kube-apiserver 1.36.3 says of the same schemas. */
class SchemaChecksTest {

    private static JsonNode json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> errors(String schema, boolean status) {
        FieldErrors errors = new FieldErrors();
        SchemaChecks.check(new Place(json(schema), FieldPath.of("schema"), errors), status, false);
        return errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList();
    }

    /** Of a field q of an object. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'string'} |
            {'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]} |
            {'type':'object','additionalProperties':true,'properties':{'a':{'type':'string'}}} |
            {} | .type: Required value: must not be empty for specified object fields
            {'type':'array'} | .items: Required value: must be specified
            {'type':'string','uniqueItems':true} | .uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
            {'type':'string','anyOf':[{'type':'integer'}]} | .anyOf[0].type: Forbidden: must be empty to be structural
            {'type':'string','pattern':'(a'} | .pattern: Invalid value: "(a": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(a`
            {'type':'object','x-kubernetes-embedded-resource':true} | .properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields
            {'type':'array','x-kubernetes-list-type':'set','items':{'type':'object'}} | .items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set
            {'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['a'],'items':{'type':'string'}} | .items.type: Invalid value: "string": must be object if parent array's x-kubernetes-list-type is map
            {'type':'object','default':'x'} | .default: Invalid value: "string":  in body must be of type object: "string"
            {'type':'string','default':'abc','maxLength':1} | .default: Too long: may not be more than 1 byte
            """)
    void aFieldIsStructural(String field, String wrong) {
        String path = "schema.properties[q]";
        assertEquals(wrong == null ? List.of() : List.of(path + wrong),
                errors("{'type':'object','properties':{'q':" + field + "}}", false));
    }

    @Test
    void defaultsAreNotCutShort() {
        assertEquals(
                List.of("schema.properties[q].default: Invalid value: {\"a\":1,\"z\":3}: must not have unknown fields",
                        "schema.properties[q].default.a: Invalid value: \"integer\": a in body must be of type string: \"integer\""),
                errors("{'type':'object','properties':{'q':{'type':'object','default':{'a':1,'z':3},"
                        + "'properties':{'a':{'type':'string'}}}}}", false));
    }

    @Test
    void nothingBesideStatusRestrictsIt() {
        assertEquals(List.of("schema.type: Invalid value: \"string\": only \"object\" is allowed as the type at the "
                + "root of the schema if the status subresource is enabled",
                "schema.type: Invalid value: \"string\": must be object at the root"),
                errors("{'type':'string'}", true));
    }

    @Test
    void oldSelfNeedsSomethingToCompareWith() {
        String rule = "'x-kubernetes-validations':[{'rule':'self==oldSelf'}]";
        assertEquals(List.of("schema.properties[q].items.x-kubernetes-validations[0].rule: Invalid value: "
                + "\"self==oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within "
                + "schema.properties[q]"),
                errors("{'type':'object','properties':{'q':{'type':'array','maxItems':9,'items':{'type':'string','maxLength':9,"
                        + rule + "}}}}",
                        false));
        assertEquals(List.of(), errors("{'type':'object','properties':{'q':{'type':'string'," + rule + "}}}", false));
    }

    @Test
    void formatsAreKnownByType() {
        assertEquals(List.of("int32", "zzz"), List.copyOf(UnknownFormats.of(json("{'type':'object','properties':"
                + "{'a':{'type':'string','format':'int32'},'b':{'type':'integer','format':'int32'},"
                + "'c':{'type':'string','format':'date-time','not':{'format':'zzz'}}}}"))));
    }
}
