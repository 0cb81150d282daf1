package dev.coracle.cli.past;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cli.shared.ClusterName;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.past.ClusterPast;
import dev.coracle.cluster.past.Moment;
import dev.coracle.cluster.past.PastClient;
import dev.coracle.cluster.past.PastObjects;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code coracle get KIND [NAME] --at …}: kubectl get, in the past. */
@Command(name = "get", description = "Shows objects as they were at a revision or a time.")
public final class GetCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Mixin
    private ObjectOptions objects = new ObjectOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "The object's name; all of the kind if not given.")
    private @Nullable String name;

    @Option(names = "--at", required = true, paramLabel = "REVISION|TIME", description = "When: a revision, 2026-11-28T21:00:00Z, \"5m ago\" or -5m.")
    private String at = "";

    @Option(names = {"-A", "--all-namespaces"}, description = "In all namespaces.")
    private boolean allNamespaces;

    @Option(names = {"-o",
        "--output"}, paramLabel = "FORM", description = "One of ${COMPLETION-CANDIDATES}; table if not given.")
    private Form form = Form.table;

    /** As on the command line. */
    enum Form {
        table, wide, yaml, json
    }

    @Override
    public Integer call() {
        Clock clock = SystemClock.instance();
        ClusterState state = cluster.existing();
        Moment moment = Moment.parse(at, clock.now());
        try (ClusterPast past = ClusterPast.of(cluster.folder(), state, clock, "look at its past")) {
            ResourceInfo kind = objects.kind(past.client());
            PastClient.Dated when = past.past().revision(moment);
            PastObjects then = new PastObjects(past.client());
            String namespace = allNamespaces ? "" : objects.namespaceOf(kind);
            String wanted = name == null ? "" : name;
            System.err.println("As of revision " + when.revision() + ", written " + when.time() + ":");
            switch (form) {
                case table, wide -> {
                    JsonNode table = then.list(kind, namespace, wanted, when.revision(), PastObjects.TABLE);
                    refuseNothing(table.path("rows"), kind, when);
                    new PastTable(form == Form.wide, allNamespaces && kind.namespaced()).print(table, System.out);
                }
                case yaml -> System.out.print(Yaml.print(trees(then, kind, namespace, wanted, when)));
                case json -> System.out.println(new String(
                        Json.pretty(trees(then, kind, namespace, wanted, when)), StandardCharsets.UTF_8));
            }
        }
        return 0;
    }

    /** The object, or a list of what there was, as kubectl prints them. */
    private JsonNode trees(PastObjects then, ResourceInfo kind, String namespace, String wanted,
            PastClient.Dated when) {
        JsonNode items = then.list(kind, namespace, wanted, when.revision(), PastObjects.JSON).path("items");
        refuseNothing(items, kind, when);
        ObjectNode list = Json.object().put("apiVersion", "v1").put("kind", "List");
        var all = list.putArray("items");
        for (JsonNode item : items) {
            // In a list the items don't say what they are.
            ObjectNode one = Json.object().put("apiVersion", kind.groupVersion().toString()).put("kind", kind.kind());
            one.setAll((ObjectNode) item);
            all.add(one);
        }
        return wanted.isEmpty() ? list : all.get(0);
    }

    private void refuseNothing(JsonNode items, ResourceInfo kind, PastClient.Dated when) {
        if (items.isEmpty()) {
            throw new ClusterException("there " + (name == null
                    ? "were no " + kind.resource()
                    : "was no "
                            + kind.singular() + " \"" + name + "\"")
                    + (kind.namespaced() && !allNamespaces ? " in namespace " + objects.namespaceOf(kind) : "")
                    + " at revision " + when.revision());
        }
    }
}
