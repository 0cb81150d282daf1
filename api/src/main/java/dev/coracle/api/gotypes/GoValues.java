package dev.coracle.api.gotypes;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.meta.TimeForm;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.schema.Schema;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How Go's types print single values again: quantities canonically, times in UTC without what their type does not hold, bytes without line
 * breaks, and a null in a list or map as the zero of its type. What does not fit its type is left as it is.
 */
final class GoValues {

    /** Amounts of resources have no more than three decimals. Source: the defaults of core/v1's ResourceList. */
    private static final int FINEST_RESOURCE = -3;
    private static final int FINEST = -9;
    private GoValues() {}

    /** A field's value. */
    static JsonNode field(JsonNode value, Schema schema) {
        if (schema.isQuantity()) {
            return quantity(value, FINEST);
        }
        if (!value.isString()) {
            return value;
        }
        return switch (schema.format()) {
            case "date-time" -> time(value, schema);
            case "byte" -> bytes(value);
            default -> value;
        };
    }

    /** An item of a list, or the value at a key of a map. */
    static JsonNode item(JsonNode value, Schema schema, boolean inMap) {
        if (value.isNull()) {
            return zero(value, schema);
        }
        return inMap && schema.isQuantity() ? quantity(value, FINEST_RESOURCE) : field(value, schema);
    }

    private static JsonNode zero(JsonNode nil, Schema schema) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema.isQuantity()) {
            return nodes.stringNode("0");
        }
        return switch (schema.type()) {
            case STRING -> schema.format().equals("date-time") ? nil : nodes.stringNode("");
            case BOOLEAN -> nodes.booleanNode(false);
            case INTEGER, NUMBER, INT_OR_STRING -> nodes.numberNode(0);
            case OBJECT -> schema.properties().isEmpty() ? nil : nodes.objectNode();
            case ARRAY, ANY -> nil;
        };
    }

    private static JsonNode quantity(JsonNode value, int finest) {
        if (!value.isString() && !value.isNumber()) {
            return value;
        }
        String text = value.isString() ? value.stringValue() : value.decimalValue().toPlainString();
        String canonical = Quantity.canonical(text, finest).orElse(text);
        return value.isString() && canonical.equals(text) ? value : JsonNodeFactory.instance.stringNode(canonical);
    }

    private static JsonNode time(JsonNode value, Schema schema) {
        boolean micro = schema.refName().orElse("").endsWith(".MicroTime");
        if ((micro ? TimeForm.MICROS : TimeForm.SECONDS).fits(value.stringValue())) {
            return value; // what is printed so already comes out as it is, and so does what only looks like a time
        }
        try {
            var instant = OffsetDateTime.parse(value.stringValue()).toInstant();
            String text = micro ? Meta.microTime(instant) : Meta.time(instant);
            return text.equals(value.stringValue()) ? value : JsonNodeFactory.instance.stringNode(text);
        } catch (DateTimeException e) {
            return value;
        }
    }

    private static JsonNode bytes(JsonNode value) {
        String text = value.stringValue();
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? value
                : JsonNodeFactory.instance.stringNode(text.replace("\n", "").replace("\r", ""));
    }
}
