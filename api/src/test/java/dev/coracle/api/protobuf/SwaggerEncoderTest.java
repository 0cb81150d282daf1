package dev.coracle.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SwaggerEncoderTest {

    /** As text: fields in order, messages in braces, strings in angle brackets. What could be a message is shown as one. */
    private static String shown(String json) {
        byte[] bytes = SwaggerEncoder.encode(
                Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return shown(new WireReader(bytes));
    }

    private static String shown(WireReader in) {
        StringBuilder text = new StringBuilder();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            text.append(text.isEmpty() ? "" : " ").append(field);
            switch (in.wireType()) {
                case WireWriter.VARINT -> text.append('=').append(in.varint());
                case WireWriter.FIXED64 -> text.append('=').append(in.fixedDouble());
                default -> text.append(inside(in.bytes()));
            }
        }
        return text.toString();
    }

    private static String inside(byte[] bytes) {
        try {
            return "{" + shown(new WireReader(bytes)) + "}";
        } catch (StatusException noMessage) {
            return "<" + new String(bytes, StandardCharsets.UTF_8) + ">";
        }
    }

    @Test
    void schemasHaveTheirNamesAndNumbers() {
        assertEquals("1<2.0> 9{1{1<a> 2{4<what> 11=5 19<x> 19<y> 21{1{22{1<string>}}} 22{1<object>}"
                + " 25{1{1<b> 2{1<#/definitions/a>}}} 31{1<x-k> 2{2<{\"n\":1}>}}}}}",
                shown("{'swagger':'2.0','definitions':{'a':{'description':'what','type':'object','maxLength':5,"
                        + "'required':['x','y'],'additionalProperties':{'type':'string'},"
                        + "'properties':{'b':{'$ref':'#/definitions/a'}},'x-k':{'n':1},'unknown':true}}}"));
    }

    @Test
    void thatAnythingMayBeThereIsABoolean() {
        assertEquals("9{1{1<a> 2{21{2=1}}}}", shown("{'definitions':{'a':{'additionalProperties':true}}}"));
    }

    @Test
    void parametersAreOfTheirPlace() {
        String body = "{'in':'body','name':'body','schema':{}}";
        String path = "{'in':'path','name':'n','required':true,'uniqueItems':true}";
        assertEquals("8{2{1</p> 2{2{8{1{1{2<body> 3<body> 5{}}}} 8{1{2{4{1=1 2<path> 4<n> 19=1}}}}}}}}",
                shown("{'paths':{'/p':{'get':{'parameters':[" + body + "," + path + "]}}}}"));
    }
}
