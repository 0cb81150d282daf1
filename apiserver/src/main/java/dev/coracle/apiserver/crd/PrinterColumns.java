package dev.coracle.apiserver.crd;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The additionalPrinterColumns of a version as columns of its tables. Source: apiextensions/v1 CustomResourceColumnDefinition. */
final class PrinterColumns {

    private PrinterColumns() {}

    /** Name and what is declared; Name and Age where nothing is. */
    static List<Column> of(ObjectNode version, Ages ages) {
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.NAME);
        List<ObjectNode> declared = Trees.objects(version, "additionalPrinterColumns");
        if (declared.isEmpty()) {
            Column age = ages.column();
            columns.add(new Column("Age", "date", "", age.description(), 0, age.cell()));
        }
        for (ObjectNode column : declared) {
            String type = Trees.string(column, "type");
            PrinterPath path = PrinterPath.of(Trees.string(column, "jsonPath"));
            columns.add(new Column(Trees.string(column, "name"), type, Trees.string(column, "format"),
                    description(column), Math.toIntExact(Trees.integer(column, "priority").orElse(0L)),
                    object -> cell(path.find(object), type, ages)));
        }
        return columns;
    }

    private static String description(ObjectNode column) {
        String given = Trees.string(column, "description");
        return given.isEmpty()
                ? "Custom resource definition column (in JSONPath format): " + Trees.string(column, "jsonPath")
                : given;
    }

    /** A value that is not of the column's type is left blank. */
    private static Object cell(List<JsonNode> found, String type, Ages ages) {
        if (found.isEmpty() || found.getFirst().isNull()) {
            return NullNode.getInstance();
        }
        JsonNode first = found.getFirst();
        return switch (type) {
            case "integer" -> first.isNumber() ? (Object) first.longValue() : NullNode.getInstance();
            case "number" -> first.isNumber() ? (Object) first.doubleValue() : NullNode.getInstance();
            case "boolean" -> first.isBoolean() ? (Object) first.booleanValue() : NullNode.getInstance();
            case "date" -> first.isString() ? ages.since(first.stringValue()) : NullNode.getInstance();
            default -> found.stream().map(PrinterColumns::text).collect(Collectors.joining(" "));
        };
    }

    private static String text(JsonNode value) {
        return value.isContainer() ? dev.coracle.api.tree.Json.text(value) : value.asString("");
    }
}
