package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An APIService for each group version that this server serves itself, with the priorities by which clients order groups. */
final class LocalApiServices {

    private static final GroupResource RESOURCE = new GroupResource("apiregistration.k8s.io", "apiservices");

    private record Served(String group, String version, int groupPriority, int versionPriority) {}

    private static final List<Served> SERVED = List.of(new Served("", "v1", 18000, 1),
            new Served("apps", "v1", 17800, 15), new Served("events.k8s.io", "v1", 17750, 15),
            new Served("authentication.k8s.io", "v1", 17700, 15), new Served("authorization.k8s.io", "v1", 17600, 15),
            new Served("autoscaling", "v1", 17500, 15), new Served("autoscaling", "v2", 17500, 30),
            new Served("batch", "v1", 17400, 15), new Served("certificates.k8s.io", "v1", 17300, 15),
            new Served("networking.k8s.io", "v1", 17200, 15), new Served("policy", "v1", 17100, 15),
            new Served("rbac.authorization.k8s.io", "v1", 17000, 15), new Served("storage.k8s.io", "v1", 16800, 15),
            new Served("apiextensions.k8s.io", "v1", 16700, 15),
            new Served("admissionregistration.k8s.io", "v1", 16700, 15),
            new Served("scheduling.k8s.io", "v1", 16600, 15), new Served("coordination.k8s.io", "v1", 16500, 15),
            new Served("node.k8s.io", "v1", 16300, 15), new Served("discovery.k8s.io", "v1", 16200, 15),
            new Served("flowcontrol.apiserver.k8s.io", "v1", 16100, 21),
            new Served("resource.k8s.io", "v1", 16200, 15));

    private final Objects objects;
    private final Ensure ensure;

    LocalApiServices(Objects objects) {
        this.objects = objects;
        this.ensure = new Ensure(objects);
    }

    void run(Instant now) {
        List<Runnable> tasks = new ArrayList<>();
        SERVED.forEach(served -> tasks.add(() -> register(served, now)));
        Ensure.all(tasks);
    }

    private void register(Served served, Instant now) {
        String name = served.version + "." + served.group;
        ObjectNode tree = SystemObjects.start("apiregistration.k8s.io/v1", "APIService", "", name);
        Trees.ensureObject(tree, "metadata", "labels").put("kube-aggregator.kubernetes.io/automanaged", "onstart");
        ObjectNode spec = tree.putObject("spec");
        if (!served.group.isEmpty()) {
            spec.put("group", served.group);
        }
        spec.put("groupPriorityMinimum", served.groupPriority).put("version", served.version).put("versionPriority",
                served.versionPriority);
        ensure.present(RESOURCE, tree);
        objects.update(objects.ownContext(), RESOURCE, "", name, found -> {
            if (Conditions.find(found, "Available").isEmpty()) {
                Conditions.set(found, "Available", true, "Local", "Local APIServices are always available", now);
            }
            return found;
        });
    }
}
