package dev.coracle.cli.past;

import dev.coracle.api.tree.Json;
import dev.coracle.cli.shared.Columns;
import dev.coracle.cluster.history.Change;
import dev.coracle.cluster.history.ObjectHistory;
import dev.coracle.cluster.history.Version;
import dev.coracle.cluster.past.Spans;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An object's history for people and for programs. */
final class HistoryPrinter {

    private static final int CHANGES_IN_A_ROW = 2;
    private static final int LONGEST_VALUE = 24;

    private final PrintStream out;
    private final Instant now;

    HistoryPrinter(PrintStream out, Instant now) {
        this.out = out;
        this.now = now;
    }

    /** A row a version; the first few changes of each. */
    void table(ObjectHistory history) {
        Columns table = new Columns("REVISION", "AGE", "WHAT", "WRITER", "CHANGES");
        for (Version version : history.versions()) {
            table.row(Long.toString(version.revision()), age(version), what(version), version.writer().orElse("-"),
                    row(version.changes()));
        }
        table.print(out);
        footer(history);
    }

    /** Every field that changed, as it was and as it is. */
    void diff(ObjectHistory history) {
        for (Version version : history.versions()) {
            out.println("revision " + version.revision() + ", " + version.time() + " (" + age(version) + " ago): "
                    + what(version) + version.writer().map(writer -> " by " + writer).orElse(""));
            for (Change change : version.changes()) {
                change.before().ifPresent(value -> out.println("  - " + change.path() + ": " + Json.text(value)));
                change.after().ifPresent(value -> out.println("  + " + change.path() + ": " + Json.text(value)));
            }
        }
        footer(history);
    }

    void json(ObjectHistory history) {
        ObjectNode tree = Json.object().put("compactedRevision", history.oldest()).put("complete", history.complete());
        var items = tree.putArray("items");
        for (Version version : history.versions()) {
            ObjectNode item = items.addObject().put("revision", version.revision())
                    .put("time", version.time().toString()).put("what", what(version));
            version.writer().ifPresent(writer -> item.put("writer", writer));
            var changes = item.putArray("changes");
            for (Change change : version.changes()) {
                ObjectNode one = changes.addObject().put("path", change.path());
                change.before().ifPresent(value -> one.set("before", value));
                change.after().ifPresent(value -> one.set("after", value));
            }
            item.set("object", version.object());
        }
        out.println(new String(Json.pretty(tree), StandardCharsets.UTF_8));
    }

    private void footer(ObjectHistory history) {
        if (!history.complete()) {
            out.println("There is more: only the first " + history.versions().size() + " versions are shown.");
        } else if (history.oldest() > 0) {
            out.println("What was before revision " + history.oldest() + " is compacted.");
        }
    }

    private String age(Version version) {
        return Spans.format(Duration.between(version.time(), now));
    }

    private static String what(Version version) {
        return version.event().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first few, what people want to be so before what came of it. */
    private static String row(List<Change> changes) {
        if (changes.isEmpty()) {
            return "-";
        }
        List<Change> ordered = changes.stream().sorted(Comparator.comparing(HistoryPrinter::rank)).toList();
        String first = ordered.stream().limit(CHANGES_IN_A_ROW).map(HistoryPrinter::brief)
                .collect(Collectors.joining(", "));
        int more = changes.size() - CHANGES_IN_A_ROW;
        return more > 0 ? first + ", and " + more + " more" : first;
    }

    private static int rank(Change change) {
        boolean time = change.path().endsWith("Time") || change.path().endsWith("generation")
                || change.path().endsWith("observedGeneration");
        return change.path().startsWith("status.") ? time ? 3 : 2 : time ? 1 : 0;
    }

    private static String brief(Change change) {
        if (change.before().isEmpty()) {
            return "+" + change.path();
        }
        if (change.after().isEmpty()) {
            return "-" + change.path();
        }
        return change.path() + " " + brief(change.before().get()) + " → " + brief(change.after().get());
    }

    private static String brief(JsonNode value) {
        String text = Json.text(value);
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
    }
}
