package dev.coracle.api.gotypes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeCheckTest {

    private static final Schema POD = Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "Pod"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'spec':{'containers':[{'name':'c'}]}}|``",
        "{'spec':{'containers':'x'}}|json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container",
        "{'spec':{'terminationGracePeriodSeconds':1.5}}|"
                + "json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64",
        "{'spec':{'volumes':[{'emptyDir':1}]}}|"
                + "json: cannot unmarshal number into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1x'}}}]}}|"
                + "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1K'}}}]}}|unable to parse quantity's suffix",
        "{'metadata':{'creationTimestamp':'2030-13-01T00:00:00Z'}}|parsing time \"2030-13-01T00:00:00Z\": month out of range",
        "{'metadata':{'creationTimestamp':'soon'}}|"
                + "parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"soon\" as \"2006\"",
        "{'metadata':{'creationTimestamp':'2030-01-01T00:00:00.5+02:00'}}|``"})
    void saysWhatGoSays(String json, String message) {
        assertEquals(message,
                TypeCheck.mismatch(Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), POD)
                        .orElse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"aGk=|-1", "aGkh|-1", "''|-1", "aGk|0", "aGkhaGk|4", "!!|0", "aG!=|2",
        "a===|1",
        "aG=a|3", "aGk=x|4"})
    void findsWhereBase64Ends(String text, int at) {
        assertEquals(at, GoBase64.corruptAt(text).orElse(-1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'spec':{'containers':'x'}}|cannot restore slice from string",
        "{'spec':[]}|cannot restore struct from: slice", "{'metadata':{'labels':1}}|cannot restore map from int64",
        "{'spec':{'nodeName':1}}|cannot convert int64 to string", "{'spec':{'nodeName':null}}|``"})
    void saysWhatTheConverterSays(String json, String message) {
        assertEquals(message, ConversionCheck
                .mismatch(Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), POD).orElse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'limits':{'cpu':'1000m','memory':'1024Mi'}}|{'limits':{'cpu':'1','memory':'1Gi'}}",
        "{'limits':{'cpu':0.5,'memory':1}}|{'limits':{'cpu':'500m','memory':'1'}}",
        "{'limits':{'cpu':'100u','memory':null}}|{'limits':{'cpu':'1m','memory':'0'}}"})
    void quantitiesAreWrittenCanonically(String from, String to) {
        var tree = Json.parseObject(from.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        GoForm.normalize(tree, Catalogue.builtIn().definition("io.k8s.api.core.v1.ResourceRequirements").orElseThrow());
        assertEquals(Json.parse(to.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), tree);
    }
}
