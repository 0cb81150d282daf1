package dev.coracle.api.gotypes;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees as kube-apiserver's own types print them, which errors show when they quote a whole struct: fields under their Go names, in the
 * order of their declaration, with those that are not set. Types of apimachinery print themselves as they do elsewhere.
 */
public final class InternalForm {

    private static final String APIMACHINERY = "io.k8s.apimachinery.";

    /** Structs that are always there do not contain themselves; this only guards against data that says otherwise. */
    private static final int MAX_DEPTH = 20;

    /** Fields that were declared before the others, in spite of their numbers. */
    private static final List<String> VOLUMES = List.of("capacity", "gcePersistentDisk", "awsElasticBlockStore",
            "hostPath", "glusterfs", "nfs", "rbd", "quobyte", "iscsi", "flexVolume", "cinder", "cephfs", "fc",
            "flocker",
            "azureFile", "vsphereVolume", "azureDisk", "photonPersistentDisk", "portworxVolume", "scaleIO", "local",
            "storageos", "csi");
    private static final List<String> ISCSI = List.of("targetPortal", "iqn", "lun", "iscsiInterface", "fsType",
            "readOnly", "portals", "chapAuthDiscovery", "chapAuthSession");
    private static final Map<String, List<String>> FIRST = Map.of(
            APIMACHINERY + "pkg.apis.meta.v1.OwnerReference", List.of("apiVersion"),
            "io.k8s.api.core.v1.PersistentVolumeSpec", VOLUMES, "io.k8s.api.core.v1.ISCSIVolumeSource", ISCSI,
            "io.k8s.api.core.v1.ISCSIPersistentVolumeSource", ISCSI);

    private InternalForm() {}

    /** @param definition the value's type, such as {@code io.k8s.api.core.v1.ObjectReference} */
    public static JsonNode of(JsonNode value, String definition) {
        return Catalogue.builtIn().definition(definition).map(schema -> of(value, schema)).orElse(value);
    }

    public static JsonNode of(JsonNode value, Schema schema) {
        return of(value, schema, 0);
    }

    private static JsonNode of(JsonNode value, Schema schema, int depth) {
        if (value.isMissingNode()) {
            return NullNode.getInstance();
        }
        if (value instanceof ObjectNode object) {
            Optional<Schema> values = schema.additionalProperties();
            if (values.isPresent()) {
                return map(object, values.get(), depth);
            }
            if (schema.properties().isEmpty()) {
                return value;
            }
            return schema.refName().orElse("").startsWith(APIMACHINERY)
                    ? tagged(object, schema, depth)
                    : struct(object, schema, depth);
        }
        if (value.isArray() && schema.items().isPresent()) {
            ArrayNode array = Json.array();
            value.forEach(item -> array.add(of(item, schema.items().get(), depth)));
            return array;
        }
        return value;
    }

    /** Go sorts a map by its keys. */
    private static ObjectNode map(ObjectNode map, Schema values, int depth) {
        ObjectNode sorted = Json.object();
        Map<String, JsonNode> entries = new TreeMap<>();
        map.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        entries.forEach((key, value) -> sorted.set(key, of(value, values, depth)));
        return sorted;
    }

    private static ObjectNode struct(ObjectNode object, Schema schema, int depth) {
        ObjectNode printed = Json.object();
        for (String name : inOrder(schema)) {
            Schema field = schema.property(name).orElseThrow();
            JsonNode value = object.path(name);
            if (name.equals("metadata")) {
                if (value instanceof ObjectNode metadata) {
                    printed.setAll(tagged(metadata, field, depth)); // embedded
                }
            } else {
                boolean absent = value.isMissingNode() || value.isNull();
                printed.set(GoNames.of(schema, name),
                        absent ? zero(schema, name, field, depth) : of(value, field, depth));
            }
        }
        return printed;
    }

    /** With the names and without the empty fields of JSON. */
    private static ObjectNode tagged(ObjectNode object, Schema schema, int depth) {
        ObjectNode printed = Json.object();
        for (String name : inOrder(schema)) {
            if (object.has(name)) {
                printed.set(name, of(object.path(name), schema.property(name).orElseThrow(), depth));
            }
        }
        return printed;
    }

    /** Protobuf's numbers follow the order of declaration, but for what is declared elsewhere and embedded. */
    private static List<String> inOrder(Schema schema) {
        List<String> first = FIRST.getOrDefault(schema.refName().orElse(""), List.of());
        Comparator<String> declaredFirst = Comparator
                .comparingInt(name -> first.contains(name) ? first.indexOf(name) : first.size());
        return schema.properties().keySet().stream()
                .sorted(declaredFirst.thenComparing(name -> number(schema, name))).toList();
    }

    private static int number(Schema schema, String field) {
        return schema.protobufField(field).map(entry -> entry.path(0).asInt(0)).orElse(Integer.MAX_VALUE);
    }

    private static JsonNode zero(Schema schema, String name, Schema field, int depth) {
        GoTypes.Facts facts = GoTypes.builtIn().of(schema);
        JsonNode always = facts.always().getOrDefault(name, NullNode.getInstance());
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (facts.pointers().contains(name) || field.isQuantity()) {
            return always;
        }
        return switch (field.type()) {
            case STRING -> field.format().isEmpty() ? nodes.stringNode("") : nodes.nullNode();
            case BOOLEAN -> nodes.booleanNode(false);
            case INTEGER, NUMBER -> nodes.numberNode(0);
            case OBJECT -> always.isObject() && !field.properties().isEmpty() && depth < MAX_DEPTH
                    ? of(Json.object(), field, depth + 1)
                    : always;
            case ARRAY, INT_OR_STRING, ANY -> always;
        };
    }
}
