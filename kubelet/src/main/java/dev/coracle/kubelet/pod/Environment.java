package dev.coracle.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;

/** A container's environment as far as it can be told without reading other objects: plain values and the pod's own fields. */
final class Environment {

    private Environment() {}

    static Map<String, String> of(Pod pod, Container container, String podIp) {
        Map<String, String> found = new LinkedHashMap<>();
        if (container.getEnv() == null) {
            return found;
        }
        for (EnvVar variable : container.getEnv()) {
            if (variable.getValue() != null) {
                found.put(variable.getName(), variable.getValue());
            } else if (variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null) {
                found.put(variable.getName(), field(pod, variable.getValueFrom().getFieldRef().getFieldPath(), podIp));
            }
        }
        return found;
    }

    private static String field(Pod pod, String path, String podIp) {
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> String.valueOf(pod.getSpec().getServiceAccountName());
            case "status.podIP" -> podIp;
            default -> keyed(pod, path);
        };
    }

    private static String keyed(Pod pod, String path) {
        int open = path.indexOf("['");
        if (open < 0 || !path.endsWith("']")) {
            return "";
        }
        String key = path.substring(open + 2, path.length() - 2);
        Map<String, String> map = path.startsWith("metadata.annotations")
                ? pod.getMetadata().getAnnotations()
                : pod.getMetadata().getLabels();
        return map == null ? "" : map.getOrDefault(key, "");
    }
}
