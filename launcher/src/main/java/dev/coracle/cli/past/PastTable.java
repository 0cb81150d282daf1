package dev.coracle.cli.past;

import dev.coracle.cli.shared.Columns;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Prints a {@code meta.k8s.io/v1 Table}. @param wide whether columns of less importance are shown too */
record PastTable(boolean wide, boolean namespaces) {

    void print(JsonNode table, PrintStream out) {
        List<Integer> shown = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        if (namespaces) {
            headers.add("NAMESPACE");
        }
        JsonNode definitions = table.path("columnDefinitions");
        for (int i = 0; i < definitions.size(); i++) {
            if (wide || definitions.get(i).path("priority").asInt(0) == 0) {
                shown.add(i);
                headers.add(definitions.get(i).path("name").asString("").toUpperCase(Locale.ROOT));
            }
        }
        Columns columns = new Columns(headers);
        for (JsonNode row : table.path("rows")) {
            List<String> cells = new ArrayList<>();
            if (namespaces) {
                cells.add(row.path("object").path("metadata").path("namespace").asString(""));
            }
            for (int column : shown) {
                JsonNode cell = row.path("cells").path(column);
                cells.add(cell.isMissingNode() || cell.isNull() ? "<none>" : cell.asString(cell.toString()));
            }
            columns.row(cells);
        }
        columns.print(out);
    }
}
