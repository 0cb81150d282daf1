package dev.coracle.apiserver.encoding;

import dev.coracle.api.catalogue.Descriptions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tables as {@code kubectl get} asks for them. Source: meta.k8s.io/v1 Table. */
final class Tables {

    /** What a row carries of its object. */
    enum IncludeObject {
        NONE, METADATA, OBJECT;

        static IncludeObject of(String parameter) {
            return switch (parameter) {
                case "None" -> NONE;
                case "Object" -> OBJECT;
                default -> METADATA;
            };
        }
    }

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static final List<Column> COMMON = List.of(
            new Column("Name", "string", "name", Descriptions.of(META, "name"), 0, Meta::name),
            new Column("Created At", "date", "", Descriptions.of(META, "creationTimestamp"), 0,
                    object -> Trees.string(object, "metadata", "creationTimestamp")));

    private Tables() {}

    /** The row of one object; no conversion outside is asked for. */
    static ObjectNode row(Resource resource, String version, CachedObject object, IncludeObject include) {
        return row(resource, version, columns(resource), new Row(object, object.tree()), include);
    }

    private static List<Column> columns(Resource resource) {
        return resource.rules().columns().isEmpty() ? COMMON : resource.rules().columns();
    }

    static ObjectNode table(Resource resource, String version, List<CachedObject> objects, ObjectNode metadata,
            IncludeObject include) {
        List<Column> columns = columns(resource);
        ObjectNode table = empty(version, columns, metadata);
        ArrayNode rows = table.putArray("rows");
        rows(resource, objects).forEach(row -> rows.add(row(resource, version, columns, row, include)));
        return table;
    }

    /** How far a watch has come, as the row of an object that has nothing but its version. */
    static ObjectNode bookmark(Resource resource, String version, ObjectNode object, IncludeObject include) {
        List<Column> columns = columns(resource);
        ObjectNode metadata = Json.object().put("resourceVersion", Meta.resourceVersion(object));
        ObjectNode table = empty(version, columns, metadata);
        ObjectNode row = table.putArray("rows").addObject();
        row.set("cells", cells(columns, object));
        switch (include) {
            case NONE -> row.putNull("object");
            case METADATA -> row.set("object", Partials.partial(resource, object, version));
            case OBJECT -> row.set("object", object);
        }
        return table;
    }

    /** As further tables of a watch are: who watches has the columns from the first. */
    static ObjectNode withoutColumns(ObjectNode table) {
        return table.putNull("columnDefinitions");
    }

    private static ObjectNode empty(String version, List<Column> columns, ObjectNode metadata) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + version);
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        for (Column column : columns) {
            definitions.addObject().put("name", column.name()).put("type", column.type())
                    .put("format", column.format()).put("description", column.description().get())
                    .put("priority", column.priority());
        }
        return table;
    }

    /** @param tree in the version on which rules work */
    private record Row(CachedObject object, ObjectNode tree) {}

    private static Stream<Row> rows(Resource resource, List<CachedObject> objects) {
        List<ObjectNode> trees = resource.conversion().outside()
                ? Served.trees(resource, objects)
                : objects.stream().map(CachedObject::tree).toList();
        Stream<Row> rows = IntStream.range(0, objects.size()).mapToObj(i -> new Row(objects.get(i), trees.get(i)));
        return resource.rules().rowOrder().map(order -> rows.sorted(Comparator.comparing(Row::tree, order)))
                .orElse(rows);
    }

    private static ObjectNode row(Resource resource, String version, List<Column> columns, Row of,
            IncludeObject include) {
        ObjectNode tree = of.tree();
        ObjectNode row = Json.object();
        row.set("cells", cells(columns, tree));
        switch (include) {
            case NONE -> row.putNull("object");
            case METADATA -> row.set("object", Partials.partial(resource, tree, version));
            case OBJECT -> row.set("object",
                    resource.conversion().outside() ? tree : Served.tree(resource, of.object()));
        }
        return row;
    }

    private static ArrayNode cells(List<Column> columns, ObjectNode tree) {
        ArrayNode cells = Json.array();
        for (Column column : columns) {
            addCell(cells, column.cell().apply(tree));
        }
        return cells;
    }

    private static void addCell(ArrayNode cells, Object value) {
        switch (value) {
            case String text -> cells.add(text);
            case Long number -> cells.add(number);
            case Integer number -> cells.add(number);
            case Double number -> cells.add(number);
            case Boolean truth -> cells.add(truth);
            case JsonNode node -> cells.add(node);
            default -> cells.add(value.toString());
        }
    }
}
