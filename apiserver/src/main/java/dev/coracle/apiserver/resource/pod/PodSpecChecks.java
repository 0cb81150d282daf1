package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a PodSpec must be, whether in a pod or in a template. */
public final class PodSpecChecks {

    private static final long MAX_INT = Integer.MAX_VALUE;

    private PodSpecChecks() {}

    /** A PodTemplateSpec: its metadata and its spec. */
    public static void template(Place template) {
        Labels.check(template.at("metadata", "labels"));
        Labels.annotations(template.at("metadata", "annotations"));
        spec(template.at("spec"));
        template.at("spec", "ephemeralContainers")
                .forbiddenIfPresent("ephemeral containers not allowed in pod template");
    }

    public static void spec(Place spec) {
        Set<String> volumes = VolumeChecks.volumes(spec.at("volumes"));
        ContainerChecks.all(spec, volumes);
        podResources(spec.at("resources"));
        spec.at("restartPolicy").requiredOneOf("Always", "OnFailure", "Never");
        dns(spec);
        hostNetwork(spec);
        Labels.check(spec.at("nodeSelector"));
        securityContext(spec.at("securityContext"));
        for (Place secret : spec.at("imagePullSecrets").items()) {
            secret.at("name").required();
        }
        Scheduling.affinity(spec.at("affinity"));
        for (Place gate : spec.at("readinessGates").items()) {
            Labels.labelName(gate.at("conditionType"));
        }
        for (Place gate : spec.at("schedulingGates").items()) {
            Labels.labelName(gate.at("name"));
        }
        spec.at("schedulingGates").unique("name");
        Scheduling.spreading(spec.at("topologySpreadConstraints"));
        names(spec);
        Scheduling.tolerations(spec.at("tolerations"));
        hostAliases(spec.at("hostAliases"));
        claims(spec.at("resourceClaims"));
        spec.at("preemptionPolicy").oneOf("PreemptLowerPriority", "Never");
        String os = spec.at("os", "name").text();
        if (!os.isEmpty() && !List.of("linux", "windows").contains(os)) {
            spec.errors().notSupported(spec.at("os").path(), os, List.of("linux", "windows"));
        }
        spec.at("activeDeadlineSeconds").between(1, MAX_INT);
        for (String resource : spec.at("overhead").keys()) {
            Resources.amount(spec.at("overhead").key(resource), resource);
        }
    }

    private static void podResources(Place resources) {
        if (resources.empty()) {
            return;
        }
        for (String kind : List.of("limits", "requests")) {
            Place amounts = resources.at(kind);
            for (String name : amounts.keys()) {
                if (!name.equals("cpu") && !name.equals("memory") && !name.startsWith("hugepages-")) {
                    amounts.errors().notSupported(amounts.key(name).path(), name,
                            List.of("cpu", "hugepages-", "memory"));
                }
            }
        }
        Resources.check(resources);
    }

    private static void dns(Place spec) {
        spec.at("dnsPolicy").requiredOneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        Place config = spec.at("dnsConfig");
        if (spec.at("dnsPolicy").is("None") && config.at("nameservers").empty()) {
            if (config.present()) {
                config.at("nameservers").required("must provide at least one DNS nameserver when `dnsPolicy` is None");
            } else {
                config.required("must provide `dnsConfig` when `dnsPolicy` is None");
            }
        }
        Place servers = config.at("nameservers");
        if (servers.node().size() > 3) {
            servers.invalid("must not have more than 3 nameservers");
        }
        servers.items().forEach(Addresses::address);
        Place searches = config.at("searches");
        if (searches.node().size() > 32) {
            searches.invalid("must not have more than 32 search paths");
        }
        for (Place option : config.at("options").items()) {
            option.at("name").required("must not be empty");
        }
    }

    /** On the node's network a container's port is the node's. */
    private static void hostNetwork(Place spec) {
        Set<String> taken = new HashSet<>();
        for (Place container : spec.at("containers").items()) {
            for (Place port : container.at("ports").items()) {
                long host = port.at("hostPort").number(0);
                if (spec.at("hostNetwork").isTrue() && host != port.at("containerPort").number(0)) {
                    port.at("hostPort").invalid("must match `containerPort` when `hostNetwork` is true");
                }
                String key = port.at("protocol").text() + "/" + port.at("hostIP").text() + "/" + host;
                if (host != 0 && !taken.add(key)) {
                    port.errors().duplicate(port.at("hostPort").path(), key);
                }
            }
        }
    }

    private static void securityContext(Place context) {
        identity(context.at("runAsUser"));
        identity(context.at("runAsGroup"));
        identity(context.at("fsGroup"));
        context.at("supplementalGroups").items().forEach(PodSpecChecks::identity);
        context.at("fsGroupChangePolicy").oneOf("OnRootMismatch", "Always");
        context.at("supplementalGroupsPolicy").oneOf("Merge", "Strict");
        context.at("sysctls").unique("name");
        for (Place sysctl : context.at("sysctls").items()) {
            sysctl.at("name").required();
        }
        profile(context.at("seccompProfile"));
        profile(context.at("appArmorProfile"));
    }

    static void profile(Place profile) {
        if (!profile.present()) {
            return;
        }
        profile.at("type").requiredOneOf("Localhost", "RuntimeDefault", "Unconfined");
        Place file = profile.at("localhostProfile");
        if (profile.at("type").is("Localhost")) {
            file.required("must be set when seccomp type is Localhost");
        } else if (file.present()) {
            file.invalid("can only be set when seccomp type is Localhost");
        }
    }

    static void identity(Place id) {
        id.between(0, MAX_INT);
    }

    private static void names(Place spec) {
        spec.at("serviceAccountName").named(Names::dnsSubdomain);
        spec.at("nodeName").named(Names::dnsSubdomain);
        spec.at("hostname").named(Names::dnsLabel);
        spec.at("subdomain").named(Names::dnsLabel);
        spec.at("priorityClassName").named(Names::dnsSubdomain);
        spec.at("runtimeClassName").named(Names::dnsSubdomain);
    }

    private static void hostAliases(Place aliases) {
        for (Place alias : aliases.items()) {
            Addresses.address(alias.at("ip"));
            for (Place name : alias.at("hostnames").items()) {
                name.named(Names::dnsSubdomain);
            }
        }
    }

    private static void claims(Place claims) {
        claims.unique("name");
        for (Place claim : claims.items()) {
            claim.at("name").requiredNamed(Names::dnsLabel);
            boolean direct = !claim.at("resourceClaimName").empty();
            boolean template = !claim.at("resourceClaimTemplateName").empty();
            if (direct && template) {
                claim.invalid("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            } else if (!direct && !template) {
                claim.invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
        }
    }

    /** For what counts seconds since a pod is ready and the like. */
    public static void notNegative(Place spec, String... fields) {
        for (String field : fields) {
            spec.at(field).atLeast(0);
        }
    }

    /** Whether a quantity stands at the place. */
    static boolean isAmount(Place place) {
        return Amounts.quantity(place.node()).isPresent();
    }
}
