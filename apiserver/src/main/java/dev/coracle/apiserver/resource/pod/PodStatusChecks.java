package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a kubelet may say of a pod. */
public final class PodStatusChecks {

    private static final String NOT_NEGATIVE = "must be a non-negative integer";

    private PodStatusChecks() {}

    public static void check(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Place root = Place.root(pod, errors);
        Place status = root.at("status");
        JsonNode before = old.path("status");
        if (!before.path("qosClass").isMissingNode()) {
            status.at("qosClass").immutable(before.path("qosClass"));
        }
        Place nominated = status.at("nominatedNodeName");
        if (!nominated.same(before.path("nominatedNodeName"))) {
            nominated.named(Names::dnsSubdomain);
        }
        notNegative(status.at("observedGeneration"));
        conditions(status.at("conditions"));
        containers(status);
        addresses(status.at("podIPs"), before.path("podIPs"));
        hostAddresses(status, before.path("hostIPs"));
        claims(root);
        extendedResources(root);
    }

    private static void notNegative(Place number) {
        if (number.number(0) < 0) {
            number.invalid(NOT_NEGATIVE);
        }
    }

    private static void conditions(Place conditions) {
        for (Place condition : conditions.items()) {
            Labels.labelName(new Place(condition.at("type").node(), condition.path().child("Type"),
                    condition.errors()));
            notNegative(condition.at("observedGeneration"));
        }
    }

    private static void containers(Place status) {
        for (String kind : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
            for (Place container : status.at(kind).items()) {
                Place allocated = container.at("allocatedResourcesStatus");
                if (kind.startsWith("ephemeral")) {
                    allocated.forbiddenIfPresent("must not be specified in container status");
                } else {
                    allocated.items().forEach(PodStatusChecks::health);
                }
            }
        }
    }

    private static void health(Place resource) {
        for (Place device : resource.at("resources").items()) {
            device.at("health").exactlyOneOf("Healthy", "Unhealthy", "Unknown");
        }
    }

    /** At most one of each family. */
    /** @param old those that may stay whatever they are */
    private static void addresses(Place addresses, JsonNode old) {
        List<String> before = new ArrayList<>();
        old.forEach(entry -> before.add(Trees.string(entry, "ip")));
        for (Place address : addresses.items()) {
            Addresses.address(new Place(address.at("ip").node(), address.path(), address.errors()), before);
        }
        if (addresses.node().size() > 2) {
            addresses.invalid("may specify no more than one IP for each IP family");
        }
        Set<String> seen = new HashSet<>();
        for (Place address : addresses.items()) {
            if (!seen.add(address.at("ip").text())) {
                address.errors().duplicate(address.path(), address.at("ip").text());
            }
        }
    }

    private static void hostAddresses(Place status, JsonNode old) {
        Place addresses = status.at("hostIPs");
        List<Place> items = addresses.items();
        if (!items.isEmpty() && !items.getFirst().at("ip").text().equals(status.at("hostIP").text())) {
            items.getFirst().at("ip").invalidText("must be equal to `hostIP`");
        }
        addresses(addresses, old);
    }

    private static void claims(Place pod) {
        Set<String> known = new HashSet<>();
        pod.at("spec", "resourceClaims").items().forEach(claim -> known.add(claim.at("name").text()));
        for (Place claim : pod.at("status", "resourceClaimStatuses").items()) {
            if (!known.contains(claim.at("name").text())) {
                claim.at("name").invalidText("must match the name of an entry in `spec.resourceClaims`");
            }
            claim.at("resourceClaimName").givenNamed(Names::dnsSubdomain);
        }
    }

    private static void extendedResources(Place pod) {
        Place claim = pod.at("status", "extendedResourceClaimStatus");
        if (!claim.present()) {
            return;
        }
        Set<String> containers = new HashSet<>();
        for (String kind : List.of("initContainers", "containers")) {
            pod.at("spec", kind).items().forEach(container -> containers.add(container.at("name").text()));
        }
        claim.at("requestMappings").required("at least one request mapping is required");
        for (Place mapping : claim.at("requestMappings").items()) {
            if (!containers.contains(mapping.at("containerName").text())) {
                mapping.at("containerName").invalidText(
                        "must match the name of an entry in spec.initContainers.name or spec.containers.name");
            }
        }
        claim.at("resourceClaimName").requiredNamed(Names::dnsSubdomain);
    }
}
