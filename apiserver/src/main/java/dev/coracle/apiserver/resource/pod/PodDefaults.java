package dev.coracle.apiserver.resource.pod;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.pod.volume.ImagePull;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.pod.container.SharedResources;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a PodSpec that leaves something out means, whether in a pod or in a template. Source: the v1 API's defaulting. */
public final class PodDefaults {

    private PodDefaults() {}

    /** The template of a workload; what is missing is made, as the schema demands it. */
    public static void template(ObjectNode template) {
        Trees.ensureObject(template, "metadata");
        spec(Trees.ensureObject(template, "spec"));
    }

    public static void spec(ObjectNode spec) {
        setDefault(spec, "dnsPolicy", "ClusterFirst");
        setDefault(spec, "restartPolicy", "Always");
        setDefault(spec, "schedulerName", "default-scheduler");
        setDefault(spec, "terminationGracePeriodSeconds", 30);
        Trees.ensureObject(spec, "securityContext");
        sameServiceAccount(spec);
        Trees.objects(spec, "volumes").forEach(VolumeDefaults::volume);
        for (String kind : List.of("containers", "initContainers", "ephemeralContainers")) {
            Trees.objects(spec, kind).forEach(PodDefaults::container);
        }
    }

    /** The old name of the field goes along with the new one, which wins. */
    private static void sameServiceAccount(ObjectNode spec) {
        String name = Trees.string(spec, "serviceAccountName");
        String old = Trees.string(spec, "serviceAccount");
        if (!name.isEmpty()) {
            spec.put("serviceAccount", name);
        } else if (!old.isEmpty()) {
            spec.put("serviceAccountName", old);
        }
    }

    /** What a pod has and a template has not. */
    public static void pod(ObjectNode pod) {
        ObjectNode spec = Trees.ensureObject(pod, "spec");
        spec(spec);
        setDefault(spec, "enableServiceLinks", true);
        boolean hostNetwork = Trees.bool(spec, "hostNetwork");
        for (String kind : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(spec, kind)) {
                Trees.object(container, "resources").ifPresent(PodDefaults::requestsFromLimits);
                if (hostNetwork) {
                    Trees.objects(container, "ports").forEach(PodDefaults::hostPort);
                }
            }
        }
        SharedResources.fill(pod);
    }

    private static void requestsFromLimits(ObjectNode resources) {
        Trees.object(resources, "limits").ifPresent(limits -> {
            if (!limits.isEmpty()) {
                ObjectNode requests = Trees.ensureObject(resources, "requests");
                limits.properties().forEach(limit -> {
                    if (requests.path(limit.getKey()).isMissingNode()) {
                        requests.set(limit.getKey(), limit.getValue());
                    }
                });
            }
        });
    }

    private static void hostPort(ObjectNode port) {
        if (port.path("hostPort").asLong(0) == 0 && port.path("containerPort").isIntegralNumber()) {
            port.set("hostPort", port.path("containerPort"));
        }
    }

    private static void container(ObjectNode container) {
        setDefault(container, "imagePullPolicy", ImagePull.policy(Trees.string(container, "image")));
        setDefault(container, "terminationMessagePath", "/dev/termination-log");
        setDefault(container, "terminationMessagePolicy", "File");
        Trees.ensureObject(container, "resources");
        Trees.objects(container, "ports").forEach(port -> setDefault(port, "protocol", "TCP"));
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            Trees.object(container, probe).ifPresent(PodDefaults::probe);
        }
        for (String hook : List.of("postStart", "preStop")) {
            Trees.object(container, "lifecycle", hook, "httpGet").ifPresent(PodDefaults::httpGet);
        }
        Trees.objects(container, "env").forEach(env -> VolumeDefaults.fieldVersion(env, "valueFrom", "fieldRef"));
    }

    private static void probe(ObjectNode probe) {
        positive(probe, "timeoutSeconds", 1);
        positive(probe, "periodSeconds", 10);
        positive(probe, "successThreshold", 1);
        positive(probe, "failureThreshold", 3);
        Trees.object(probe, "httpGet").ifPresent(PodDefaults::httpGet);
        Trees.object(probe, "grpc").ifPresent(grpc -> setDefault(grpc, "service", ""));
    }

    /** Zero counts as absent, as the field has no way to say so. */
    private static void positive(ObjectNode node, String field, int value) {
        JsonNode given = node.path(field);
        if (!given.isIntegralNumber() || given.longValue() == 0) {
            node.put(field, value);
        }
    }

    private static void httpGet(ObjectNode get) {
        Consumer<String[]> text = pair -> {
            if (Trees.string(get, pair[0]).isEmpty()) {
                get.put(pair[0], pair[1]);
            }
        };
        text.accept(new String[]{"path", "/"});
        text.accept(new String[]{"scheme", "HTTP"});
    }
}
