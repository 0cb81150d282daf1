package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What works in a PodSpec but should not be done. */
public final class PodWarnings {

    private static final Map<String, String> NODE_LABELS = Map.of("beta.kubernetes.io/arch",
            "deprecated since v1.14; use \"kubernetes.io/arch\" instead", "beta.kubernetes.io/os",
            "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
            "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
            "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
            "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead");

    private static final Map<String, String> ANNOTATIONS = Map.of("scheduler.alpha.kubernetes.io/critical-pod",
            "non-functional in v1.16+; use the \"priorityClassName\" field instead",
            "seccomp.security.alpha.kubernetes.io/pod",
            "non-functional in v1.27+; use the \"seccompProfile\" field instead",
            "security.alpha.kubernetes.io/sysctls",
            "non-functional in v1.11+; use the \"sysctls\" field instead",
            "security.alpha.kubernetes.io/unsafe-sysctls",
            "non-functional in v1.11+; use the \"sysctls\" field instead");

    private static final Map<String, String> VOLUMES = Map.ofEntries(
            Map.entry("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
            Map.entry("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
            Map.entry("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
            Map.entry("flocker", "deprecated in v1.22, non-functional in v1.25+"),
            Map.entry("storageos", "deprecated in v1.22, non-functional in v1.25+"),
            Map.entry("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
            Map.entry("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
            Map.entry("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
            Map.entry("rbd", "deprecated in v1.28, non-functional in v1.31+"));

    private static final String NO_SELECTOR = "a null labelSelector results in matching no pod";

    private final Consumer<String> out;

    private PodWarnings(Consumer<String> out) {
        this.out = out;
    }

    public static void pod(ObjectNode pod, Consumer<String> out) {
        List<String> problems = Names.dnsLabel(Trees.string(pod, "metadata", "name"));
        if (!problems.isEmpty() && !Trees.string(pod, "metadata", "name").isEmpty()) {
            out.accept("metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
                    + "a DNS label is recommended: [" + String.join(" ", problems) + "]");
        }
        new PodWarnings(out).all(Place.root(pod, new FieldErrors()));
    }

    /** A name that doesn't fit into those of the pods. */
    public static void nameOfPods(ObjectNode object, Consumer<String> out) {
        List<String> problems = Names.dnsLabel(Trees.string(object, "metadata", "name"));
        if (!problems.isEmpty()) {
            out.accept(
                    "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; "
                            + "a DNS label is recommended: [" + String.join(" ", problems) + "]");
        }
    }

    /** The template at a path of a workload. */
    public static void template(ObjectNode object, Consumer<String> out, String... path) {
        Trees.object(object, path).ifPresent(node -> new PodWarnings(out).all(
                new Place(node, FieldPath.of(path[0], java.util.Arrays.copyOfRange(path, 1, path.length)),
                        new FieldErrors())));
    }

    private void all(Place template) {
        for (String key : template.at("metadata", "annotations").keys()) {
            Optional.ofNullable(ANNOTATIONS.get(key))
                    .ifPresent(text -> say(template.at("metadata", "annotations").key(key), text));
        }
        Place spec = template.at("spec");
        for (String key : spec.at("nodeSelector").keys()) {
            Optional.ofNullable(NODE_LABELS.get(key)).ifPresent(text -> say(spec.at("nodeSelector").key(key), text));
        }
        if (spec.at("terminationGracePeriodSeconds").number(0) < 0) {
            say(spec.at("terminationGracePeriodSeconds"),
                    "must be >= 0; negative values are invalid and will be treated as 1");
        }
        for (Place volume : spec.at("volumes").items()) {
            files(volume);
            for (String kind : volume.keys()) {
                Optional.ofNullable(VOLUMES.get(kind))
                        .ifPresent(text -> say(volume.at(kind.equals("storageos") ? "storageOS" : kind), text));
            }
        }
        selectors(spec);
        pullSecrets(spec.at("imagePullSecrets"));
        aliases(spec.at("hostAliases"));
        for (String kind : List.of("initContainers", "containers")) {
            spec.at(kind).items().forEach(this::container);
        }
        ports(spec);
        spec.at("dnsConfig", "nameservers").items().forEach(server -> AddressWarnings.ip(server, out));
        spec.at("hostAliases").items().forEach(alias -> AddressWarnings.ip(alias.at("ip"), out));
    }

    private void say(Place place, String text) {
        out.accept(place.path() + ": " + text);
    }

    /** Sources of a projected volume that say nothing, and files of one directory with the same path. */
    private void files(Place volume) {
        String shown = "volume \"" + volume.at("name").text() + "\"";
        for (Place source : volume.at("projected", "sources").items()) {
            if (source.empty()) {
                out.accept(shown + " (Projected) has no sources provided");
            }
        }
        overlapping(volume.at("secret"), shown + " (Secret \"" + volume.at("secret", "secretName").text() + "\")");
        overlapping(volume.at("configMap"), shown + " (ConfigMap \"" + volume.at("configMap", "name").text() + "\")");
        overlapping(volume.at("downwardAPI"), shown + " (DownwardAPI)");
    }

    private void overlapping(Place source, String shown) {
        List<String> seen = new ArrayList<>();
        for (Place item : source.at("items").items()) {
            String path = item.at("path").text();
            for (String other : seen) {
                if (path.equals(other) || path.startsWith(other + "/") || other.startsWith(path + "/")) {
                    out.accept(shown + ": overlapping paths: \"" + path + "\" with \"" + other + "\"");
                }
            }
            seen.add(path);
        }
    }

    private void selectors(Place spec) {
        for (Place one : spec.at("topologySpreadConstraints").items()) {
            if (!one.at("labelSelector").present()) {
                say(one.at("labelSelector"), NO_SELECTOR);
            }
        }
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            for (Place term : spec.at("affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution").items()) {
                nullSelector(term);
            }
            for (Place term : spec.at("affinity", kind, "preferredDuringSchedulingIgnoredDuringExecution").items()) {
                nullSelector(term.at("podAffinityTerm"));
            }
        }
    }

    private void nullSelector(Place term) {
        if (!term.at("labelSelector").present()) {
            say(term.at("labelSelector"), NO_SELECTOR);
        }
    }

    private void pullSecrets(Place secrets) {
        Set<String> seen = new HashSet<>();
        for (Place secret : secrets.items()) {
            String name = secret.at("name").text();
            if (name.isEmpty()) {
                say(secret.at("name"), "invalid empty name \"\"");
            } else if (!seen.add(name)) {
                say(secret.at("name"), "duplicate name \"" + name + "\"");
            }
        }
    }

    private void container(Place container) {
        Set<String> seen = new HashSet<>();
        for (Place env : container.at("env").items()) {
            String name = env.at("name").text();
            if (!seen.add(name)) {
                say(env, "hides previous definition of \"" + name + "\", which may be dropped when using apply");
            }
        }
        fractions(container.at("resources"), out, "memory", "ephemeral-storage");
    }

    /** There are no parts of bytes. */
    public static void fractions(Place resources, Consumer<String> out, String... names) {
        for (String kind : List.of("requests", "limits")) {
            Place amounts = resources.at(kind);
            for (String name : names) {
                Optional<Quantity> amount = Amounts.quantity(amounts.key(name).node());
                if (amount.filter(q -> !q.isInteger()).isPresent()) {
                    out.accept(amounts.key(name).path() + ": fractional byte value \""
                            + Amounts.text(amounts.key(name).node()) + "\" is invalid, must be an integer");
                }
            }
        }
    }

    /** As Go's %+v prints a port. */
    private static String asGoPrints(Place port) {
        return "{Name:" + port.at("name").text() + " HostPort:" + port.at("hostPort").number(0) + " ContainerPort:"
                + port.at("containerPort").number(0) + " Protocol:" + port.at("protocol").text() + " HostIP:"
                + port.at("hostIP").text() + "}";
    }

    private void aliases(Place aliases) {
        Set<String> seen = new HashSet<>();
        for (Place alias : aliases.items()) {
            if (!seen.add(alias.at("ip").text())) {
                say(alias.at("ip"), "duplicate ip \"" + alias.at("ip").text() + "\"");
            }
        }
    }

    private void ports(Place spec) {
        List<Place> containers = new ArrayList<>(spec.at("initContainers").items());
        containers.addAll(spec.at("containers").items());
        for (Place container : containers) {
            Map<String, Place> byPort = new HashMap<>();
            for (Place port : container.at("ports").items()) {
                if (!port.at("hostIP").empty() && port.at("hostPort").number(0) == 0) {
                    say(port, "hostIP set without hostPort: " + asGoPrints(port));
                }
                String key = port.at("containerPort").number(0) + "/" + port.at("protocol").text() + "/"
                        + port.at("hostPort").number(0) + "/" + port.at("hostIP").text();
                Place first = byPort.putIfAbsent(key, port);
                if (first != null) {
                    say(port, "duplicate port definition with " + first.path());
                }
            }
        }
    }
}
