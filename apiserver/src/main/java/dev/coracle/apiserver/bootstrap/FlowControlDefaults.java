package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The priority levels and flow schemas that every cluster has. Source: flowcontrol.apiserver.k8s.io/v1, API Priority and Fairness. */
final class FlowControlDefaults {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    private static final List<String> ALL = List.of("*");
    private static final List<String> LOCKING = List.of("get", "create", "update");

    private record Level(String name, int shares, int lendable, int queues, int hand, int length) {}

    private static final List<Level> LEVELS = List.of(new Level("catch-all", 5, 0, 0, 0, 0),
            new Level("system", 30, 33, 64, 6, 50), new Level("node-high", 40, 25, 64, 6, 50),
            new Level("leader-election", 10, 0, 16, 4, 50), new Level("workload-high", 40, 50, 128, 6, 50),
            new Level("workload-low", 100, 90, 128, 6, 50), new Level("global-default", 20, 50, 128, 6, 50));

    private final Ensure ensure;

    FlowControlDefaults(Objects objects) {
        this.ensure = new Ensure(objects, "api-priority-and-fairness-config-producer-v1");
    }

    void run() {
        List<Runnable> tasks = new ArrayList<>();
        List<ObjectNode> levels = new ArrayList<>();
        levels.add(exempt());
        LEVELS.forEach(level -> levels.add(limited(level)));
        levels.forEach(level -> tasks
                .add(() -> ensure.present(new GroupResource(GROUP, "prioritylevelconfigurations"), level)));
        schemas().forEach(schema -> tasks.add(() -> ensure.present(new GroupResource(GROUP, "flowschemas"), schema)));
        Ensure.all(tasks);
    }

    private static ObjectNode start(String kind, String name) {
        ObjectNode tree = Json.object().put("apiVersion", GROUP + "/v1").put("kind", kind);
        tree.putObject("metadata").put("name", name).putObject("annotations").put("apf.kubernetes.io/autoupdate-spec",
                "true");
        return tree;
    }

    private static ObjectNode exempt() {
        ObjectNode tree = start("PriorityLevelConfiguration", "exempt");
        tree.putObject("spec").put("type", "Exempt").putObject("exempt").put("lendablePercent", 0)
                .put("nominalConcurrencyShares", 0);
        return tree;
    }

    private static ObjectNode limited(Level level) {
        ObjectNode tree = start("PriorityLevelConfiguration", level.name);
        ObjectNode limited = tree.putObject("spec").put("type", "Limited").putObject("limited")
                .put("lendablePercent", level.lendable).put("nominalConcurrencyShares", level.shares);
        ObjectNode response = limited.putObject("limitResponse");
        if (level.queues == 0) {
            response.put("type", "Reject");
        } else {
            response.put("type", "Queue").putObject("queuing").put("handSize", level.hand)
                    .put("queueLengthLimit", level.length).put("queues", level.queues);
        }
        return tree;
    }

    private static List<ObjectNode> schemas() {
        ObjectNode everything = rules(List.of(), resources(ALL, ALL, ALL, ALL, true), urls(ALL, ALL));
        List<ObjectNode> schemas = new ArrayList<>();
        schemas.add(schema("exempt", "exempt", 1, "", List.of("g:system:masters"), everything));
        schemas.add(schema("probes", "exempt", 2, "", List.of("g:system:unauthenticated", "g:system:authenticated"),
                rules(List.of(), null, urls(List.of("get"), List.of("/healthz", "/readyz", "/livez")))));
        schemas.add(schema("system-leader-election", "leader-election", 100, "ByUser",
                List.of("u:system:kube-controller-manager", "u:system:kube-scheduler", "s:kube-system:*"),
                rules(List.of(), resources(LOCKING, List.of("coordination.k8s.io"), List.of("leases"), ALL, false),
                        null)));
        schemas.add(schema("system-node-high", "node-high", 400, "ByUser", List.of("g:system:nodes"),
                rules(List.of(resources(ALL, List.of(""), List.of("nodes", "nodes/status"), ALL, true)),
                        resources(ALL, List.of("coordination.k8s.io"), List.of("leases"), ALL, false), null)));
        schemas.add(schema("system-nodes", "system", 500, "ByUser", List.of("g:system:nodes"), everything));
        schemas.add(schema("kube-controller-manager", "workload-high", 800, "ByNamespace",
                List.of("u:system:kube-controller-manager"), everything));
        schemas.add(schema("kube-scheduler", "workload-high", 800, "ByNamespace", List.of("u:system:kube-scheduler"),
                everything));
        schemas.add(schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace",
                List.of("s:kube-system:*"), everything));
        schemas.add(schema("service-accounts", "workload-low", 9000, "ByUser", List.of("g:system:serviceaccounts"),
                everything));
        schemas.add(schema("global-default", "global-default", 9900, "ByUser",
                List.of("g:system:unauthenticated", "g:system:authenticated"), everything));
        schemas.add(schema("catch-all", "catch-all", 10000, "ByUser",
                List.of("g:system:unauthenticated", "g:system:authenticated"), everything));
        return schemas;
    }

    private static ObjectNode schema(String name, String level, int precedence, String distinguisher,
            List<String> subjects, ObjectNode rules) {
        ObjectNode tree = start("FlowSchema", name);
        ObjectNode spec = tree.putObject("spec");
        if (!distinguisher.isEmpty()) {
            spec.putObject("distinguisherMethod").put("type", distinguisher);
        }
        spec.put("matchingPrecedence", precedence).putObject("priorityLevelConfiguration").put("name", level);
        ObjectNode rule = rules.deepCopy();
        ArrayNode list = rule.putArray("subjects");
        subjects.forEach(subject -> list.add(subject(subject)));
        spec.putArray("rules").add(rule);
        return tree;
    }

    private static ObjectNode subject(String word) {
        String name = word.substring(2);
        ObjectNode tree = Json.object();
        switch (word.charAt(0)) {
            case 'u' -> tree.put("kind", "User").putObject("user").put("name", name);
            case 'g' -> tree.put("kind", "Group").putObject("group").put("name", name);
            default -> tree.put("kind", "ServiceAccount").putObject("serviceAccount")
                    .put("name", name.substring(name.indexOf(':') + 1))
                    .put("namespace", name.substring(0, name.indexOf(':')));
        }
        return tree;
    }

    private static ObjectNode rules(List<ObjectNode> more, @org.jspecify.annotations.Nullable ObjectNode resources,
            @org.jspecify.annotations.Nullable ObjectNode urls) {
        ObjectNode tree = Json.object();
        if (urls != null) {
            tree.putArray("nonResourceRules").add(urls);
        }
        if (resources != null) {
            ArrayNode list = tree.putArray("resourceRules");
            more.forEach(list::add);
            list.add(resources);
        }
        return tree;
    }

    private static ObjectNode resources(List<String> verbs, List<String> groups, List<String> resources,
            List<String> namespaces, boolean clusterScope) {
        ObjectNode tree = Json.object();
        strings(tree, "apiGroups", groups);
        if (clusterScope) {
            tree.put("clusterScope", true);
        }
        strings(tree, "namespaces", namespaces);
        strings(tree, "resources", resources);
        strings(tree, "verbs", verbs);
        return tree;
    }

    private static ObjectNode urls(List<String> verbs, List<String> paths) {
        ObjectNode tree = Json.object();
        strings(tree, "nonResourceURLs", paths);
        strings(tree, "verbs", verbs);
        return tree;
    }

    private static void strings(ObjectNode tree, String name, List<String> values) {
        values.forEach(tree.putArray(name)::add);
    }
}
