package dev.coracle.api.protobuf;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.gotypes.GoTypes;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.FieldType.Scalar;
import dev.coracle.api.protobuf.FieldType.Special;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The messages of the catalogue, made when first asked for. Safe for use by any number of threads. */
final class MessageTypes {

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

    private static final Map<String, Special> SPECIAL = Map.ofEntries(Map.entry(META + "Time", Special.TIME),
            Map.entry(META + "MicroTime", Special.MICRO_TIME),
            Map.entry("k8s.io.apimachinery.pkg.api.resource.Quantity", Special.QUANTITY),
            Map.entry("k8s.io.apimachinery.pkg.util.intstr.IntOrString", Special.INT_OR_STRING),
            Map.entry("k8s.io.apimachinery.pkg.runtime.RawExtension", Special.RAW_JSON),
            Map.entry(META + "FieldsV1", Special.RAW_JSON), Map.entry(EXTENSIONS + "JSON", Special.RAW_JSON),
            Map.entry(META + "Verbs", Special.STRING_LIST),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrArray", Special.SCHEMA_OR_ARRAY),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrBool", Special.SCHEMA_OR_BOOL),
            Map.entry(EXTENSIONS + "JSONSchemaPropsOrStringArray", Special.SCHEMA_OR_STRINGS));

    /** Kinds that belong to all groups. */
    private static final Set<String> COMMON_KINDS = Set.of("DeleteOptions", "CreateOptions", "UpdateOptions",
            "PatchOptions", "ListOptions", "GetOptions", "Status", "PartialObjectMetadata",
            "PartialObjectMetadataList", "APIVersions", "APIGroupList", "APIGroup", "APIResourceList");
    /** A kind that is no resource, and that JSON's definitions don't know. */
    private static final GroupVersionKind ALL_RESOURCES = new GroupVersionKind("apidiscovery.k8s.io", "v2",
            "APIGroupDiscoveryList");

    private static final Pattern CAPITAL = Pattern.compile("(?=[A-Z])");

    private static final int MOST_KINDS = 5000;

    private static final class Holder {
        static final MessageTypes BUILT_IN = new MessageTypes(Catalogue.builtIn());
    }

    private final Catalogue catalogue;
    /** From the message's name to the definition's. */
    private final Map<String, String> definitions = new HashMap<>();
    private final Map<String, MessageType> messages = new ConcurrentHashMap<>();
    private final Map<GroupVersionKind, Optional<MessageType>> kinds = new ConcurrentHashMap<>();

    private MessageTypes(Catalogue catalogue) {
        this.catalogue = catalogue;
        catalogue.definitionNames().forEach(name -> definitions.put(messageName(name), name));
    }

    static MessageTypes builtIn() {
        return Holder.BUILT_IN;
    }

    private static String messageName(String definition) {
        return definition.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_');
    }

    /** The message of a kind; empty if the kind has none (custom kinds, Table). */
    Optional<MessageType> ofKind(GroupVersionKind kind) {
        Optional<MessageType> known = kinds.get(kind);
        if (known == null) {
            known = find(kind);
            if (known.isPresent() && kinds.size() < MOST_KINDS) { // options are of any group that a client may name
                kinds.put(kind, known);
            }
        }
        return known;
    }

    private Optional<MessageType> find(GroupVersionKind kind) {
        if (COMMON_KINDS.contains(kind.kind())) {
            return Optional.of(message(META + kind.kind()));
        }
        if (kind.group().isEmpty() && kind.version().equals("v1") && kind.kind().equals("List")) {
            return Optional.of(message("k8s.io.api.core.v1.List"));
        }
        if (kind.equals(ALL_RESOURCES)) {
            return Optional.of(message("k8s.io.api.apidiscovery.v2.APIGroupDiscoveryList"));
        }
        return catalogue.definitionName(kind).map(MessageTypes::messageName).filter(name -> !fields(name).isEmpty())
                .map(this::message);
    }

    /** The message {@code name} in full, such as {@code k8s.io.api.core.v1.Pod}. */
    MessageType message(String name) {
        MessageType known = messages.get(name);
        if (known == null) {
            known = make(name, name);
            messages.put(name, known);
        }
        return known;
    }

    private JsonNode fields(String message) {
        String definition = definitions.getOrDefault(message, "");
        Optional<JsonNode> own = catalogue.definitionJson(definition).map(node -> node.path("protobuf"))
                .filter(node -> !node.isMissingNode());
        return own.orElseGet(() -> catalogue.protobufOnlyMessages().path(message));
    }

    /** @param home the message whose definition in JSON has the fields: another one for what is inlined */
    private MessageType make(String name, String home) {
        String definition = definitions.getOrDefault(home, "");
        GoTypes.Facts facts = GoTypes.builtIn().of(definition);
        JsonNode properties = catalogue.definitionJson(definition).map(node -> node.path("properties"))
                .orElseGet(tools.jackson.databind.node.JsonNodeFactory.instance::missingNode);
        String itsPackage = name.substring(0, name.lastIndexOf('.') + 1);
        List<MessageType.Field> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : fields(name).properties()) {
            fields.add(field(entry.getKey(), entry.getValue(), itsPackage, properties, home, facts));
        }
        // What is always written of an inlined message is written with the message that it is in.
        return new MessageType(name, fields, name.equals(home) ? facts : GoTypes.builtIn().of(""));
    }

    private MessageType.Field field(String name, JsonNode declared, String itsPackage, JsonNode properties, String home,
            GoTypes.Facts facts) {
        int number = declared.get(0).intValue();
        String word = declared.get(1).stringValue();
        FieldType type = type(word, itsPackage);
        Optional<String> json = jsonName(name, properties);
        if (json.isEmpty() && type instanceof FieldType.Struct struct && !properties.isMissingNode()) {
            return new MessageType.Field(number, "", type, false, make(struct.name(), home), false);
        }
        String jsonName = json.orElse(name);
        boolean keepsZero = facts.pointers().contains(jsonName) || facts.always().containsKey(jsonName);
        return new MessageType.Field(number, jsonName, type, declared.size() > 2, null, keepsZero);
    }

    /** Messages and JSON spell some names differently. */
    private static Optional<String> jsonName(String name, JsonNode properties) {
        if (properties.has(name)) {
            return Optional.of(name);
        }
        String kebab = String.join("-", CAPITAL.split(name)).toLowerCase(Locale.ROOT);
        for (String candidate : List.of("$" + name, kebab)) {
            if (properties.has(candidate)) {
                return Optional.of(candidate);
            }
        }
        return properties.propertyStream().map(Map.Entry::getKey).filter(name::equalsIgnoreCase).findFirst();
    }

    private FieldType type(String word, String itsPackage) {
        return switch (word) {
            case "string" -> Scalar.STRING;
            case "bytes" -> Scalar.BYTES;
            case "bool" -> Scalar.BOOL;
            case "int32" -> Scalar.INT32;
            case "int64" -> Scalar.INT64;
            case "double" -> Scalar.DOUBLE;
            default -> word.startsWith("map<")
                    ? new FieldType.MapOf(
                            type(word.substring(word.indexOf(',') + 1, word.length() - 1).strip(), itsPackage))
                    : messageType(word.startsWith(".") ? word.substring(1) : itsPackage + word);
        };
    }

    private FieldType messageType(String name) {
        @Nullable
        Special special = SPECIAL.get(name);
        if (special != null) {
            return special;
        }
        return name.endsWith(".ExtraValue") ? Special.STRING_LIST : new FieldType.Struct(this, name);
    }

    /** The schema of a custom kind's versions, which contains itself in several ways. */
    MessageType schemaProps() {
        return message(EXTENSIONS + "JSONSchemaProps");
    }
}
