package dev.coracle.apiserver.admission.cel.language;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The types of what every policy may speak of, whatever its objects are. Source: admission.k8s.io/v1, the reference of policies. */
public final class PolicyTypes {

    private static final String LIST = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}";
    private static final String MAP = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}";

    private static final Schema REQUEST = schema("""
            {"type":"object","properties":{
             "kind":KIND,"requestKind":KIND,"resource":RESOURCE,"requestResource":RESOURCE,
             "subResource":STRING,"requestSubResource":STRING,"name":STRING,"namespace":STRING,"operation":STRING,
             "dryRun":{"type":"boolean"},"options":{"x-kubernetes-int-or-string":true},
             "userInfo":{"type":"object","properties":{"username":STRING,"uid":STRING,"groups":LIST,
              "extra":{"type":"object","additionalProperties":LIST}}}}}"""
            .replace("KIND", triple("kind")).replace("RESOURCE", triple("resource")));

    /** Parts that are of no use to policies are left out. */
    private static final Schema NAMESPACE = schema("""
            {"type":"object","properties":{
             "metadata":{"type":"object","properties":{"name":STRING,"generateName":STRING,"namespace":STRING,
              "labels":MAP,"annotations":MAP,"UID":STRING,"creationTimestamp":TIME,
              "deletionGracePeriodSeconds":{"type":"integer"},"deletionTimestamp":TIME,
              "generation":{"type":"integer"},"resourceVersion":STRING,"finalizers":LIST}},
             "spec":{"type":"object","properties":{"finalizers":LIST}},
             "status":{"type":"object","properties":{"phase":STRING,"conditions":{"type":"array","items":
              {"type":"object","properties":{"status":STRING,"type":STRING,"lastTransitionTime":TIME,
               "message":STRING,"reason":STRING}}}}}}}""");

    private PolicyTypes() {}

    private static Schema schema(String text) {
        return Schema.ofCustom(Json.parse(text.replace("LIST", LIST).replace("MAP", MAP)
                .replace("TIME", "{\"type\":\"string\",\"format\":\"date-time\"}")
                .replace("STRING", "{\"type\":\"string\"}").getBytes(StandardCharsets.UTF_8)));
    }

    private static String triple(String last) {
        return "{\"type\":\"object\",\"properties\":{\"group\":STRING,\"version\":STRING,\"" + last + "\":STRING}}";
    }

    /** {@code request} and {@code namespaceObject}. @param types takes the types that these consist of */
    public static Map<String, CelType> variables(SchemaTypes types) {
        return Map.of("request", types.of("kubernetes.AdmissionRequest", REQUEST).orElse(SimpleType.DYN),
                "namespaceObject", types.of("kubernetes.Namespace", NAMESPACE).orElse(SimpleType.DYN));
    }
}
