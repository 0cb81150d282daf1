package dev.coracle.apiserver.resource.apiextensions.schema;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema as errors show it: kube-apiserver prints its own Go struct, with all its fields and their zero values. */
public final class GoSchemas {

    private enum Form {
        TEXT, FLAG, VALUE, SCHEMA, LIST, MAP, SCHEMA_OR_BOOL, SCHEMA_OR_LIST, DEPENDENCIES, DOCS, RULES
    }

    /** A field of Go's JSONSchemaProps. @param name in Go; {@code key} in JSON */
    public record Field(String name, String key, Form form) {

        /** Whether it says anything. */
        public boolean isSet(JsonNode schema) {
            JsonNode value = schema.path(key);
            return switch (form) {
                case TEXT -> !value.asString("").isEmpty();
                case FLAG -> value.asBoolean(false);
                default -> !value.isMissingNode() && !value.isNull();
            };
        }
    }

    private static Field text(String name, String key) {
        return new Field(name, key, Form.TEXT);
    }

    private static Field value(String name, String key) {
        return new Field(name, key, Form.VALUE);
    }

    private static Field flag(String name, String key) {
        return new Field(name, key, Form.FLAG);
    }

    private static Field list(String name, String key) {
        return new Field(name, key, Form.LIST);
    }

    private static Field map(String name, String key) {
        return new Field(name, key, Form.MAP);
    }

    /** In Go's order. */
    public static final List<Field> FIELDS = List.of(text("ID", "id"), text("Schema", "$schema"), value("Ref", "$ref"),
            text("Description", "description"), text("Type", "type"), flag("Nullable", "nullable"),
            text("Format", "format"), text("Title", "title"), value("Default", "default"), value("Maximum", "maximum"),
            flag("ExclusiveMaximum", "exclusiveMaximum"), value("Minimum", "minimum"),
            flag("ExclusiveMinimum", "exclusiveMinimum"), value("MaxLength", "maxLength"),
            value("MinLength", "minLength"), text("Pattern", "pattern"), value("MaxItems", "maxItems"),
            value("MinItems", "minItems"), flag("UniqueItems", "uniqueItems"), value("MultipleOf", "multipleOf"),
            value("Enum", "enum"), value("MaxProperties", "maxProperties"), value("MinProperties", "minProperties"),
            value("Required", "required"), new Field("Items", "items", Form.SCHEMA_OR_LIST), list("AllOf", "allOf"),
            list("OneOf", "oneOf"), list("AnyOf", "anyOf"), new Field("Not", "not", Form.SCHEMA),
            map("Properties", "properties"),
            new Field("AdditionalProperties", "additionalProperties", Form.SCHEMA_OR_BOOL),
            map("PatternProperties", "patternProperties"),
            new Field("Dependencies", "dependencies", Form.DEPENDENCIES),
            new Field("AdditionalItems", "additionalItems", Form.SCHEMA_OR_BOOL), map("Definitions", "definitions"),
            new Field("ExternalDocs", "externalDocs", Form.DOCS), value("Example", "example"),
            value("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields"),
            flag("XEmbeddedResource", "x-kubernetes-embedded-resource"),
            flag("XIntOrString", "x-kubernetes-int-or-string"), value("XListMapKeys", "x-kubernetes-list-map-keys"),
            value("XListType", "x-kubernetes-list-type"), value("XMapType", "x-kubernetes-map-type"),
            new Field("XValidations", "x-kubernetes-validations", Form.RULES));

    private GoSchemas() {}

    /** The text of a schema in an error. */
    public static String shown(JsonNode schema) {
        return escaped(schema(schema));
    }

    /** As Go's encoder writes JSON, with what browsers might take for HTML escaped. */
    static String escaped(JsonNode node) {
        return Json.text(node).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    static ObjectNode schema(JsonNode schema) {
        ObjectNode shown = Json.object();
        for (Field field : FIELDS) {
            JsonNode value = schema.path(field.key());
            shown.set(field.name(), field.isSet(schema) ? value(field.form(), value) : zero(field.form()));
        }
        return shown;
    }

    private static JsonNode zero(Form form) {
        return switch (form) {
            case TEXT -> Json.object().put("zero", "").path("zero");
            case FLAG -> Json.object().put("zero", false).path("zero");
            default -> NullNode.getInstance();
        };
    }

    private static JsonNode value(Form form, JsonNode value) {
        return switch (form) {
            case TEXT, FLAG, VALUE -> value;
            case SCHEMA -> schema(value);
            case LIST -> all(value);
            case MAP -> entries(value, GoSchemas::schema);
            case SCHEMA_OR_BOOL -> orBool(value);
            case SCHEMA_OR_LIST -> choice("Schema", value.isObject() ? schema(value) : NullNode.getInstance(),
                    "JSONSchemas", value.isArray() ? all(value) : NullNode.getInstance());
            case DEPENDENCIES -> entries(value, each -> choice("Schema",
                    each.isObject() ? schema(each) : NullNode.getInstance(), "Property",
                    each.isArray() ? each : NullNode.getInstance()));
            case DOCS -> Json.object().put("Description", Trees.string(value, "description")).put("URL",
                    Trees.string(value, "url"));
            case RULES -> rules(value);
        };
    }

    private static JsonNode orBool(JsonNode value) {
        return Json.object().put("Allows", value.isObject() || value.asBoolean(false)).set("Schema",
                value.isObject() ? schema(value) : NullNode.getInstance());
    }

    private static ObjectNode choice(String one, JsonNode first, String other, JsonNode second) {
        ObjectNode shown = Json.object();
        shown.set(one, first);
        shown.set(other, second);
        return shown;
    }

    private static ArrayNode all(JsonNode schemas) {
        ArrayNode shown = Json.array();
        schemas.forEach(each -> shown.add(schema(each)));
        return shown;
    }

    private static ObjectNode entries(JsonNode map, Function<JsonNode, JsonNode> shape) {
        ObjectNode shown = Json.object();
        map.properties().stream().sorted(Map.Entry.comparingByKey())
                .forEach(entry -> shown.set(entry.getKey(), shape.apply(entry.getValue())));
        return shown;
    }

    private static ArrayNode rules(JsonNode rules) {
        ArrayNode shown = Json.array();
        rules.forEach(rule -> shown.add(rule(rule)));
        return shown;
    }

    private static ObjectNode rule(JsonNode rule) {
        ObjectNode shown = words(rule, "Rule", "rule", "Message", "message", "MessageExpression", "messageExpression");
        pointer(shown, "Reason", rule.path("reason"), reason -> reason);
        shown.put("FieldPath", Trees.string(rule, "fieldPath"));
        pointer(shown, "OptionalOldSelf", rule.path("optionalOldSelf"), optional -> optional);
        return shown;
    }

    /** @param names in Go and in JSON, in turns */
    static ObjectNode words(JsonNode node, String... names) {
        ObjectNode shown = Json.object();
        for (int i = 0; i < names.length; i += 2) {
            shown.put(names[i], Trees.string(node, names[i + 1]));
        }
        return shown;
    }

    static void pointer(ObjectNode shown, String name, JsonNode value, Function<JsonNode, JsonNode> shape) {
        boolean absent = value.isMissingNode() || value.isNull();
        shown.set(name, absent ? NullNode.getInstance() : shape.apply(value));
    }
}
