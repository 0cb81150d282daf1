package dev.coracle.apiserver.resource.core;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Events, served in the core group and in events.k8s.io and kept in the core group's form, and not for long. */
public final class Events {

    private Events() {}

    /** @param group empty, or {@code events.k8s.io} @param life how long they are kept, zero for ever */
    public static KindRules rules(String group, Ages ages, Duration life) {
        KindRules.Builder event = KindRules.of(group, "Event").metadataChecks(2, 0).createOnUpdate()
                .timeToLiveSeconds(life.toSeconds());
        if (group.isEmpty()) {
            event.named(Names::pathSegment).plainFinalizers()
                    .validate((object, errors) -> EventChecks.check(object, "reportingComponent", errors));
        } else {
            event.validateChange(Events::checkModern);
        }
        for (String field : List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion",
                "fieldPath")) {
            event.selectable("involvedObject." + field, object -> Trees.string(object, "involvedObject", field));
        }
        event.selectable("reason", object -> Trees.string(object, "reason"))
                .selectable("reportingComponent", object -> Trees.string(object, "reportingComponent"))
                .selectable("type", object -> Trees.string(object, "type"))
                .selectable("source", object -> {
                    String source = Trees.string(object, "source", "component");
                    return source.isEmpty() ? Trees.string(object, "reportingComponent") : source;
                });
        columns(ages).forEach(event::column);
        return event.build();
    }

    private static void checkModern(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        EventChecks.check(object, "reportingController", errors);
        EventChecks.checkSeries(object, errors);
        old.ifPresentOrElse(before -> EventChecks.checkChange(object, before, errors),
                () -> EventChecks.checkNew(object, errors));
    }

    private static List<Column> columns(Ages ages) {
        return List.of(
                Columns.text("Last Seen", FieldDocs.of("core.v1.Event", "lastTimestamp"),
                        object -> ages.since(lastSeen(object))),
                Columns.text("Type", FieldDocs.of("core.v1.Event", "type"), Columns.at("type")),
                Columns.text("Reason", FieldDocs.of("core.v1.Event", "reason"), Columns.at("reason")),
                Columns.text("Object", FieldDocs.of("core.v1.Event", "involvedObject"), Events::about),
                Columns.wide("Subobject", FieldDocs.of("core.v1.ObjectReference", "fieldPath"),
                        Columns.at("involvedObject", "fieldPath")),
                Columns.wide("Source", FieldDocs.of("core.v1.Event", "source"), Events::source),
                Columns.text("Message", FieldDocs.of("core.v1.Event", "message"),
                        object -> Trees.string(object, "message").strip()),
                Columns.wide("First Seen", FieldDocs.of("core.v1.Event", "firstTimestamp"),
                        object -> ages.since(firstSeen(object))),
                Columns.wide("Count", FieldDocs.of("core.v1.Event", "count"), Events::count),
                new Column("Name", "string", "name", Columns.NAME.description(), 1, Columns.NAME.cell()));
    }

    private static String firstSeen(ObjectNode object) {
        String first = Trees.string(object, "firstTimestamp");
        return first.isEmpty() ? Trees.string(object, "eventTime") : first;
    }

    private static String lastSeen(ObjectNode object) {
        String series = Trees.string(object, "series", "lastObservedTime");
        String last = Trees.string(object, "lastTimestamp");
        return !series.isEmpty() ? series : last.isEmpty() ? firstSeen(object) : last;
    }

    private static Object about(ObjectNode object) {
        String kind = Trees.string(object, "involvedObject", "kind").toLowerCase(Locale.ROOT);
        String name = Trees.string(object, "involvedObject", "name");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static Object source(ObjectNode object) {
        String component = Trees.string(object, "source", "component");
        String host = Trees.string(object, "source", "host");
        if (component.isEmpty()) {
            component = Trees.string(object, "reportingComponent");
            host = Trees.string(object, "reportingInstance");
        }
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static Object count(ObjectNode object) {
        long count = Trees.integer(object, "series", "count").or(() -> Trees.integer(object, "count")).orElse(1L);
        return count == 0 ? 1L : count;
    }
}
