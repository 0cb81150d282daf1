package dev.coracle.apiserver.admission.podsecurity;

import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** What the level {@code restricted} forbids beyond {@code baseline}: all that a hardened pod doesn't need. */
final class RestrictedChecks {

    private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
            "persistentVolumeClaim", "projected", "secret", "image");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

    private RestrictedChecks() {}

    static void run(PodView pod, BiConsumer<String, String> found) {
        if (!pod.isWindows()) {
            escalation(pod, found);
            capabilities(pod, found);
        }
        volumes(pod, found);
        nonRoot(pod, found);
        if (!pod.isWindows()) {
            seccomp(pod, found);
        }
    }

    private static void escalation(PodView pod, BiConsumer<String, String> found) {
        List<String> names = pod.names(c -> Trees.at(c, "securityContext", "allowPrivilegeEscalation")
                .filter(v -> v.isBoolean() && !v.booleanValue()).isEmpty());
        if (!names.isEmpty()) {
            found.accept("allowPrivilegeEscalation != false",
                    PodView.containers(names) + " must set securityContext.allowPrivilegeEscalation=false");
        }
    }

    private static void capabilities(PodView pod, BiConsumer<String, String> found) {
        List<String> keeping = pod
                .names(c -> !Trees.strings(c, "securityContext", "capabilities", "drop").contains("ALL"));
        List<String> adding = pod.names(c -> Trees.strings(c, "securityContext", "capabilities", "add").stream()
                .anyMatch(cap -> !cap.equals("NET_BIND_SERVICE")));
        StringBuilder details = new StringBuilder();
        if (!keeping.isEmpty()) {
            details.append(PodView.containers(keeping)).append(" must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.append(details.isEmpty() ? "" : "; ").append(PodView.containers(adding))
                    .append(" must not include more than \"NET_BIND_SERVICE\" in securityContext.capabilities.add");
        }
        if (!details.isEmpty()) {
            found.accept("unrestricted capabilities", details.toString());
        }
    }

    private static void volumes(PodView pod, BiConsumer<String, String> found) {
        Map<String, String> bad = new TreeMap<>();
        for (ObjectNode volume : Trees.objects(pod.spec(), "volumes")) {
            volume.propertyNames().stream().filter(n -> !n.equals("name") && !VOLUMES.contains(n)).findFirst()
                    .ifPresent(type -> bad.put(Trees.string(volume, "name"), type));
        }
        if (!bad.isEmpty()) {
            List<String> names = List.copyOf(bad.keySet());
            List<String> types = bad.values().stream().distinct().sorted().toList();
            found.accept("restricted volume types", PodView.plural("volume", names) + " " + PodView.quoted(names) + " "
                    + (names.size() == 1 ? "uses" : "use") + " restricted volume " + PodView.plural("type", types)
                    + " " + PodView.quoted(types));
        }
    }

    private static void nonRoot(PodView pod, BiConsumer<String, String> found) {
        Optional<Boolean> podSays = says(pod.spec());
        List<String> root = pod.names(c -> !says(c).orElse(podSays.orElse(false)));
        if (!root.isEmpty()) {
            boolean explicit = podSays.isPresent() && !podSays.get();
            found.accept("runAsNonRoot != true", explicit
                    ? "pod must not set securityContext.runAsNonRoot=false"
                    : "pod or " + PodView.containers(root) + " must set securityContext.runAsNonRoot=true");
        }
        List<String> zero = BaselineChecks.setters(pod,
                h -> Trees.integer(h, "securityContext", "runAsUser").filter(id -> id == 0).isPresent());
        if (!zero.isEmpty()) {
            found.accept("runAsUser=0", String.join(" and ", zero) + " must not set runAsUser=0");
        }
    }

    private static Optional<Boolean> says(ObjectNode holder) {
        return Trees.at(holder, "securityContext", "runAsNonRoot").map(v -> v.isBoolean() && v.booleanValue());
    }

    private static void seccomp(PodView pod, BiConsumer<String, String> found) {
        String podProfile = Trees.string(pod.spec(), "securityContext", "seccompProfile", "type");
        List<String> unconfined = pod.names(c -> {
            String own = Trees.string(c, "securityContext", "seccompProfile", "type");
            return !PROFILES.contains(own.isEmpty() ? podProfile : own);
        });
        if (!unconfined.isEmpty()) {
            found.accept("seccompProfile", "pod or " + PodView.containers(unconfined)
                    + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
        }
    }
}
