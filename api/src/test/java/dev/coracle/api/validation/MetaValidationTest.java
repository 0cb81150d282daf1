package dev.coracle.api.validation;

import dev.coracle.api.status.FieldErrors;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class MetaValidationTest {

    private static ObjectNode object(String metadata) {
        return Json
                .parseObject(("{\"metadata\":" + metadata.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String message(FieldErrors errors) {
        return errors.isEmpty() ? "" : errors.message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'name':'a'}|``",
        "{'name':'a-x','generateName':'a-'}|``",
        "{}|metadata.name: Required value: name or generateName is required",
        "{'name':'a','namespace':'n'}|metadata.namespace: Forbidden: not allowed on this type",
        "{'name':'a','finalizers':['mine']}|``",
        "{'name':'a','finalizers':['orphan','foregroundDeletion']}|metadata.finalizers: Invalid value: "
                + "[\"orphan\",\"foregroundDeletion\"]: finalizer orphan and foregroundDeletion cannot be both set",
        "{'name':'a','ownerReferences':[{'apiVersion':'v1','kind':'K','name':'n'}]}|"
                + "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
        "{'name':'a','labels':{'k':'-'}}|metadata.labels: Invalid value: \"-\": a valid label must be an empty string or consist of "
                + "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
                + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
                + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"})
    void onCreate(String metadata, String wrong) {
        FieldErrors errors = new FieldErrors();
        MetaValidation.create(object(metadata), false, Names::dnsSubdomain, errors);
        assertEquals(wrong, message(errors));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'name':'a','labels':{'x':'y'}}|{'name':'a'}|``",
        "{'name':'b'}|{'name':'a'}|metadata.name: Invalid value: \"b\": field is immutable",
        "{'name':'a','generation':1}|{'name':'a','generation':2}|metadata.generation: Invalid value: 1: must not be decremented",
        "{'name':'a','deletionTimestamp':'t','finalizers':['a/b','c/d']}|{'name':'a','deletionTimestamp':'t','finalizers':['a/b']}|"
                + "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
                + "found new finalizers []string{\"c/d\"}"})
    void onUpdate(String now, String before, String wrong) {
        FieldErrors errors = new FieldErrors();
        MetaValidation.update(object(now), object(before), errors);
        assertEquals(wrong, message(errors));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'finalizers':['orphan','a.b/c']}|``",
        "{'finalizers':['kubernetes','mine']}|metadata.finalizers[1]: Invalid value: \"mine\": "
                + "name is neither a standard finalizer name nor is it fully qualified"})
    void finalizersWithoutADomain(String metadata, String wrong) {
        FieldErrors errors = new FieldErrors();
        MetaValidation.finalizerDomains(object(metadata), errors);
        assertEquals(wrong, message(errors));
    }

    @ParameterizedTest
    @CsvSource({"262143,true", "262144,false"})
    void annotationsEndAtAQuarterMegabyte(int bytes, boolean fits) {
        FieldErrors errors = new FieldErrors();
        MetaValidation.create(object("{'name':'a','annotations':{'k':'" + "x".repeat(bytes) + "'}}"), false,
                Names::dnsSubdomain, errors);
        assertEquals(fits, errors.isEmpty());
    }
}
