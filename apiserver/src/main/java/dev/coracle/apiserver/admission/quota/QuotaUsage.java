package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.pod.container.SharedResources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What an object counts for in a ResourceQuota, by the names that quotas have for it. */
final class QuotaUsage {

    private static final Quantity ONE = Quantity.of(1, Quantity.Format.DECIMAL_SI);
    private static final Set<String> PLAIN_COUNTS = Set.of("configmaps", "secrets", "replicationcontrollers",
            "resourcequotas", "services", "persistentvolumeclaims", "pods");
    /** Of these, a quota that limits them wants every container to say how much. */
    private static final Set<String> MUST_SAY = Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu",
            "limits.memory");

    private QuotaUsage() {}

    static Map<String, Quantity> of(GroupResource resource, ObjectNode object) {
        Map<String, Quantity> usage = new TreeMap<>();
        usage.put("count/" + resource, ONE);
        if (resource.group().isEmpty()) {
            if (PLAIN_COUNTS.contains(resource.resource())) {
                usage.put(resource.resource(), ONE);
            }
            switch (resource.resource()) {
                case "pods" -> addPod(object, usage);
                case "services" -> addService(object, usage);
                case "persistentvolumeclaims" -> addClaim(object, usage);
                default -> {
                }
            }
        }
        return usage;
    }

    /** Whether a pod counts no more: it has ended. */
    static boolean isOver(ObjectNode pod) {
        String phase = Trees.string(pod, "status", "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static void addPod(ObjectNode pod, Map<String, Quantity> usage) {
        PodResources.total(pod, "requests").forEach((name, amount) -> {
            usage.put("requests." + name, amount);
            if (name.equals("cpu") || name.equals("memory") || name.equals("ephemeral-storage")
                    || name.startsWith("hugepages-")) {
                usage.put(name, amount);
            }
        });
        PodResources.total(pod, "limits").forEach((name, amount) -> {
            if (name.equals("cpu") || name.equals("memory") || name.equals("ephemeral-storage")) {
                usage.put("limits." + name, amount);
            }
        });
    }

    private static void addService(ObjectNode service, Map<String, Quantity> usage) {
        String type = Trees.string(service, "spec", "type");
        long ports = Trees.objects(service, "spec", "ports").size();
        if (type.equals("LoadBalancer")) {
            usage.put("services.loadbalancers", ONE);
            boolean allocates = Trees.at(service, "spec", "allocateLoadBalancerNodePorts").isEmpty()
                    || Trees.bool(service, "spec", "allocateLoadBalancerNodePorts");
            long fixed = Trees.objects(service, "spec", "ports").stream()
                    .filter(p -> Trees.integer(p, "nodePort").orElse(0L) > 0).count();
            usage.put("services.nodeports",
                    Quantity.of(allocates ? ports : fixed, Quantity.Format.DECIMAL_SI));
        } else if (type.equals("NodePort")) {
            usage.put("services.nodeports", Quantity.of(ports, Quantity.Format.DECIMAL_SI));
        }
    }

    private static void addClaim(ObjectNode claim, Map<String, Quantity> usage) {
        String annotated = Meta.annotations(claim).getOrDefault("volume.beta.kubernetes.io/storage-class", "");
        String storageClass = annotated.isEmpty() ? Trees.string(claim, "spec", "storageClassName") : annotated;
        Quantity size = SharedResources.list(claim, "spec", "resources", "requests").getOrDefault("storage",
                Quantity.ZERO);
        usage.put("requests.storage", size);
        if (!storageClass.isEmpty()) {
            String prefix = storageClass + ".storageclass.storage.k8s.io/";
            usage.put(prefix + "requests.storage", size);
            usage.put(prefix + "persistentvolumeclaims", ONE);
        }
    }

    /** What containers of a pod leave unsaid that the quota's names want said: {@code cpu for: a,b; memory for: a}; or empty. */
    static String unsaid(ObjectNode pod, Set<String> hard) {
        Map<String, List<String>> missing = new TreeMap<>();
        for (String name : hard) {
            if (!MUST_SAY.contains(name)) {
                continue;
            }
            String what = name.startsWith("limits.") ? "limits" : "requests";
            String plain = name.substring(name.indexOf('.') + 1);
            for (String list : List.of("containers", "initContainers")) {
                for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                    boolean said = PodResources.own(container, what).containsKey(plain)
                            || SharedResources.list(pod, "spec", "resources", what).containsKey(plain);
                    if (!said) {
                        missing.computeIfAbsent(name, k -> new java.util.ArrayList<>())
                                .add(Trees.string(container, "name"));
                    }
                }
            }
        }
        return missing.entrySet().stream()
                .map(e -> e.getKey() + " for: " + String.join(",", e.getValue().stream().distinct().sorted().toList()))
                .collect(java.util.stream.Collectors.joining("; "));
    }
}
