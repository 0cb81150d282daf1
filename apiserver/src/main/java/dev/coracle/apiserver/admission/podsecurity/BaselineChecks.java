package dev.coracle.apiserver.admission.podsecurity;

import static dev.coracle.apiserver.admission.podsecurity.PodView.plural;
import static dev.coracle.apiserver.admission.podsecurity.PodView.quoted;

import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** What the level {@code baseline} forbids: the known ways out of a container. */
final class BaselineChecks {

    private static final Set<String> CAPABILITIES = Set.of("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID",
            "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT");
    private static final Set<String> SYSCTLS = Set.of("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_wmem");
    private static final Set<String> SELINUX_TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t",
            "container_engine_t");

    private BaselineChecks() {}

    /** @param found gets what is wrong and the details */
    static void run(PodView pod, BiConsumer<String, String> found) {
        hostNamespaces(pod, found);
        containerSettings(pod, found);
        volumes(pod, found);
        profiles(pod, found);
    }

    private static void hostNamespaces(PodView pod, BiConsumer<String, String> found) {
        List<String> used = new ArrayList<>();
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (Trees.bool(pod.spec(), field)) {
                used.add(field + "=true");
            }
        }
        if (!used.isEmpty()) {
            found.accept("host namespaces", String.join(", ", used));
        }
        List<String> sysctls = Trees.objects(pod.spec(), "securityContext", "sysctls").stream()
                .map(s -> Trees.string(s, "name")).filter(name -> !SYSCTLS.contains(name)).toList();
        if (!sysctls.isEmpty()) {
            found.accept("forbidden sysctls", String.join(", ", sysctls));
        }
    }

    private static void containerSettings(PodView pod, BiConsumer<String, String> found) {
        List<String> privileged = pod.names(c -> Trees.bool(c, "securityContext", "privileged"));
        if (!privileged.isEmpty()) {
            found.accept("privileged",
                    PodView.containers(privileged) + " must not set securityContext.privileged=true");
        }
        TreeSet<String> added = new TreeSet<>();
        List<String> adding = pod.names(c -> {
            List<String> more = Trees.strings(c, "securityContext", "capabilities", "add").stream()
                    .filter(cap -> !CAPABILITIES.contains(cap)).toList();
            added.addAll(more);
            return !more.isEmpty();
        });
        if (!adding.isEmpty()) {
            found.accept("non-default capabilities", PodView.containers(adding) + " must not include "
                    + quoted(List.copyOf(added)) + " in securityContext.capabilities.add");
        }
        TreeSet<String> ports = new TreeSet<>();
        List<String> publishing = pod.names(c -> {
            List<String> own = Trees.objects(c, "ports").stream()
                    .map(p -> Trees.integer(p, "hostPort").orElse(0L)).filter(p -> p != 0).map(String::valueOf)
                    .toList();
            ports.addAll(own);
            return !own.isEmpty();
        });
        if (!publishing.isEmpty()) {
            found.accept("hostPort", PodView.containers(publishing) + " " + (publishing.size() == 1 ? "uses" : "use")
                    + " " + plural("hostPort", List.copyOf(ports)) + " " + String.join(", ", ports));
        }
        List<String> mounts = pod.names(c -> {
            String proc = Trees.string(c, "securityContext", "procMount");
            return !proc.isEmpty() && !proc.equals("Default");
        });
        if (!mounts.isEmpty()) {
            found.accept("procMount", PodView.containers(mounts) + " must not set securityContext.procMount");
        }
    }

    private static void volumes(PodView pod, BiConsumer<String, String> found) {
        List<String> paths = Trees.objects(pod.spec(), "volumes").stream().filter(v -> v.has("hostPath"))
                .map(v -> Trees.string(v, "name")).toList();
        if (!paths.isEmpty()) {
            found.accept("hostPath volumes", plural("volume", paths) + " " + quoted(paths));
        }
    }

    private static void profiles(PodView pod, BiConsumer<String, String> found) {
        List<String> setters = setters(pod, c -> Trees.string(c, "securityContext", "seccompProfile", "type")
                .equals("Unconfined"));
        if (!setters.isEmpty()) {
            found.accept("seccompProfile", String.join(" and ", setters)
                    + " must not set securityContext.seccompProfile.type to \"Unconfined\"");
        }
        List<String> unarmored = setters(pod, c -> Trees.string(c, "securityContext", "appArmorProfile", "type")
                .equals("Unconfined"));
        if (!unarmored.isEmpty()) {
            found.accept("forbidden AppArmor profile", String.join(" and ", unarmored)
                    + " must not set AppArmor profile type to \"Unconfined\"");
        }
        List<String> relabelled = setters(pod, BaselineChecks::hasOwnSelinux);
        if (!relabelled.isEmpty()) {
            found.accept("seLinuxOptions", String.join(" and ", relabelled)
                    + " set forbidden securityContext.seLinuxOptions");
        }
        List<String> hostProcess = setters(pod,
                c -> Trees.bool(c, "securityContext", "windowsOptions", "hostProcess"));
        if (!hostProcess.isEmpty()) {
            found.accept("hostProcess", String.join(" and ", hostProcess)
                    + " must not set securityContext.windowsOptions.hostProcess=true");
        }
    }

    private static boolean hasOwnSelinux(ObjectNode holder) {
        return !SELINUX_TYPES.contains(Trees.string(holder, "securityContext", "seLinuxOptions", "type"))
                || !Trees.string(holder, "securityContext", "seLinuxOptions", "user").isEmpty()
                || !Trees.string(holder, "securityContext", "seLinuxOptions", "role").isEmpty();
    }

    /** The pod itself and its containers, as far as they set something. */
    static List<String> setters(PodView pod, java.util.function.Predicate<ObjectNode> sets) {
        List<String> setters = new ArrayList<>();
        if (sets.test(pod.spec())) {
            setters.add("pod");
        }
        List<String> names = pod.names(sets);
        if (!names.isEmpty()) {
            setters.add(PodView.containers(names));
        }
        return setters;
    }
}
