package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.quota.PodTotals;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Containers;
import dev.coracle.apiserver.resource.pod.container.OperatingSystem;
import dev.coracle.apiserver.resource.pod.container.Resources;
import dev.coracle.apiserver.resource.pod.container.SecurityContexts;
import dev.coracle.apiserver.resource.pod.volume.Volumes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a PodSpec must be, whether in a pod or in a template. */
public final class PodSpecChecks {

    private static final long MAX_INT = Integer.MAX_VALUE;
    private static final int LONGEST_HOST_NAME = 64;

    private PodSpecChecks() {}

    /** A PodTemplateSpec: its metadata and its spec. */
    public static void template(Place template) {
        labels(template);
        Labels.annotations(new Place(template.at("metadata", "annotations").node(),
                template.path().child("annotations"), template.errors()));
        spec(template.at("spec"), "");
        template.at("spec", "ephemeralContainers")
                .forbiddenIfPresent("ephemeral containers not allowed in pod template");
    }

    /** Errors stand at the template itself, not at its metadata. */
    public static void labels(Place template) {
        Labels.check(new Place(template.at("metadata", "labels").node(), template.path().child("labels"),
                template.errors()));
    }

    /** @param name of the pod, empty where it isn't known yet */
    public static void spec(Place spec, String name) {
        Set<String> volumes = Volumes.check(spec.at("volumes"), name);
        claims(spec.at("resourceClaims"));
        Containers.check(spec, volumes, name.isEmpty());
        podResources(spec);
        hostNetwork(spec);
        spec.at("restartPolicy").requiredOneOf("Always", "OnFailure", "Never");
        spec.at("dnsPolicy").requiredOneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        Labels.check(spec.at("nodeSelector"));
        SecurityContexts.ofPod(spec);
        Scheduling.affinity(spec.at("affinity"));
        PodDns.check(spec);
        for (Place gate : spec.at("readinessGates").items()) {
            Labels.labelName(gate.at("conditionType"));
        }
        schedulingGates(spec.at("schedulingGates"));
        Scheduling.spreading(spec.at("topologySpreadConstraints"));
        OperatingSystem.hostProcesses(spec);
        SecurityContexts.ownUsers(spec);
        names(spec);
        Scheduling.tolerations(spec.at("tolerations"));
        hostAliases(spec.at("hostAliases"));
        if (spec.at("preemptionPolicy").present()) {
            spec.at("preemptionPolicy").requiredOneOf("PreemptLowerPriority", "Never");
        }
        overhead(spec.at("overhead"));
        OperatingSystem.check(spec);
    }

    /** What running the pod costs beyond its containers is checked as if it were a container's limit. */
    private static void overhead(Place overhead) {
        if (!overhead.empty()) {
            ObjectNode asLimits = JsonNodeFactory.instance.objectNode();
            asLimits.set("limits", overhead.node());
            Resources.check(new Place(asLimits, overhead.path(), overhead.errors()), Set.of());
        }
    }

    private static void schedulingGates(Place gates) {
        Set<String> seen = new HashSet<>();
        for (Place gate : gates.items()) {
            Place named = new Place(gate.at("name").node(), gate.path(), gate.errors());
            Labels.labelName(named);
            if (!seen.add(named.text())) {
                gates.errors().duplicate(gate.path(), named.text());
            }
        }
    }

    /** What all containers share: of fewer resources than a single one may ask for. */
    private static void podResources(Place spec) {
        Place resources = spec.at("resources");
        if (!resources.present()) {
            return;
        }
        resources.at("claims").forbiddenIfPresent("claims may not be set for Resources at pod-level");
        int before = resources.errors().size();
        for (String kind : List.of("limits", "requests")) {
            resources.at(kind).keys().forEach(name -> podResource(resources.at(kind).key(name), name));
        }
        if (resources.errors().size() == before || !resources.at("claims").empty()) {
            Set<String> claims = new HashSet<>();
            spec.at("resourceClaims").items().forEach(claim -> claims.add(claim.at("name").text()));
            Resources.check(resources, claims);
        }
    }

    private static void podResource(Place amount, String name) {
        int before = amount.errors().size();
        Resources.qualified(amount, name);
        if (!PodTotals.isShared(name) && amount.errors().size() == before) {
            amount.errors().notSupported(amount.path(), name, List.of("cpu", "hugepages-", "memory"));
        }
    }

    /** On the node's network a container's port is the node's. */
    private static void hostNetwork(Place spec) {
        if (!spec.at("hostNetwork").isTrue()) {
            return;
        }
        for (Place container : spec.at("containers").items()) {
            for (Place port : container.at("ports").items()) {
                if (port.at("hostPort").number(0) != port.at("containerPort").number(0)) {
                    port.errors().invalid(port.at("containerPort").path(), port.at("containerPort").number(0),
                            "must match `hostPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void names(Place spec) {
        spec.at("serviceAccountName").named(Names::dnsSubdomain);
        spec.at("nodeName").named(Names::dnsSubdomain);
        spec.at("activeDeadlineSeconds").between(1, MAX_INT);
        spec.at("hostname").named(Names::dnsLabel);
        spec.at("subdomain").named(Names::dnsLabel);
        spec.at("priorityClassName").named(Names::dnsSubdomain);
        spec.at("runtimeClassName").givenNamed(Names::dnsSubdomain);
        Place override = spec.at("hostnameOverride");
        if (override.present()) {
            if (override.text().length() > LONGEST_HOST_NAME) {
                override.errors().tooLong(override.path(), LONGEST_HOST_NAME);
            }
            override.namedEvenEmpty(Names::dnsSubdomain);
            for (String other : List.of("setHostnameAsFQDN", "hostNetwork")) {
                if (spec.at(other).isTrue()) {
                    override.forbidden("may not be specified when " + other + " is true");
                }
            }
        }
    }

    private static void hostAliases(Place aliases) {
        for (Place alias : aliases.items()) {
            Addresses.address(alias.at("ip"));
            for (Place name : alias.at("hostnames").items()) {
                name.namedEvenEmpty(Names::dnsSubdomain);
            }
        }
    }

    private static void claims(Place claims) {
        Set<String> seen = new HashSet<>();
        for (Place claim : claims.items()) {
            Place name = claim.at("name");
            if (name.requiredNamed(Names::dnsLabel).present() && !name.empty() && !seen.add(name.text())) {
                name.errors().duplicate(name.path(), name.text());
            }
            Place direct = claim.at("resourceClaimName");
            Place template = claim.at("resourceClaimTemplateName");
            if (direct.present() == template.present()) {
                claim.invalidStruct("io.k8s.api.core.v1.PodResourceClaim", direct.present()
                        ? "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                        : "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
            direct.givenNamed(Names::dnsSubdomain);
            template.givenNamed(Names::dnsSubdomain);
        }
    }

    /** For what counts seconds since a pod is ready and the like. */
    public static void notNegative(Place spec, String... fields) {
        for (String field : fields) {
            spec.at(field).atLeast(0);
        }
    }
}
