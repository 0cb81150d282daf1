package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces, priority classes, the service range and what extension API servers read. */
final class SystemObjects {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final GroupResource SERVICE_CIDRS = new GroupResource("networking.k8s.io", "servicecidrs");

    private final Objects objects;
    private final Ensure ensure;

    SystemObjects(Objects objects) {
        this.objects = objects;
        this.ensure = new Ensure(objects);
    }

    void namespaces() {
        List<Runnable> tasks = new ArrayList<>();
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode tree = start("v1", "Namespace", "", name);
            Trees.ensureObject(tree, "metadata", "labels").put("kubernetes.io/metadata.name", name);
            tree.putObject("spec").putArray("finalizers").add("kubernetes");
            tree.putObject("status").put("phase", "Active");
            tasks.add(() -> ensure.present(NAMESPACES, tree));
        }
        Ensure.all(tasks);
    }

    void priorityClasses() {
        GroupResource resource = new GroupResource("scheduling.k8s.io", "priorityclasses");
        ensure.present(resource, priorityClass("system-node-critical", 2_000_001_000,
                "For pods that the cluster needs on the node where they are."));
        ensure.present(resource, priorityClass("system-cluster-critical", 2_000_000_000,
                "For pods that the cluster needs, on whatever node."));
    }

    private static ObjectNode priorityClass(String name, int value, String description) {
        return start("scheduling.k8s.io/v1", "PriorityClass", "", name).put("value", value)
                .put("description", description).put("preemptionPolicy", "PreemptLowerPriority");
    }

    void serviceCidr(List<String> ranges, java.time.Instant now) {
        ObjectNode tree = start("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes");
        ArrayNode cidrs = tree.putObject("spec").putArray("cidrs");
        ranges.forEach(cidrs::add);
        ensure.present(SERVICE_CIDRS, tree);
        if (objects.get(SERVICE_CIDRS, "", "kubernetes").flatMap(cidr -> Conditions.find(cidr, "Ready")).isEmpty()) {
            ObjectNode status = Json.object();
            Trees.ensureArray(status, "conditions").addObject().put("type", "Ready").put("status", "True")
                    .put("lastTransitionTime", Meta.time(now))
                    .put("message", "Kubernetes default Service CIDR is ready");
            objects.applyStatus(SERVICE_CIDRS, "", "kubernetes", "kubernetes-service-cidr-controller", status);
        }
    }

    /** By whom clients of extension API servers are authenticated. */
    void authenticationInfo(Map<String, String> data) {
        ObjectNode tree = start("v1", "ConfigMap", "kube-system", "extension-apiserver-authentication");
        ObjectNode map = tree.putObject("data");
        data.forEach(map::put);
        ensure.present(new GroupResource("", "configmaps"), tree, found -> {
            ObjectNode held = Trees.ensureObject(found, "data");
            data.forEach(held::put);
            return found;
        });
    }

    /** Since when the use of older tokens is written down: what was before is not known. */
    void tokenTracking(java.time.Instant now) {
        String today = java.time.LocalDate.ofInstant(now, java.time.ZoneOffset.UTC).toString();
        ObjectNode tree = start("v1", "ConfigMap", "kube-system",
                "kube-apiserver-legacy-service-account-token-tracking");
        tree.putObject("data").put("since", today);
        ensure.present(new GroupResource("", "configmaps"), tree, found -> {
            ObjectNode data = Trees.ensureObject(found, "data");
            if (!Trees.string(data, "since").matches("\\d{4}-\\d{2}-\\d{2}")) {
                data.put("since", today);
            }
            return found;
        });
    }

    static ObjectNode start(String apiVersion, String kind, String namespace, String name) {
        ObjectNode tree = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = tree.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return tree;
    }
}
