package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Requests and limits. */
public final class Resources {

    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

    private Resources() {}

    /** A ResourceRequirements: known names, no negative amounts, no request above its limit. */
    public static void check(Place resources) {
        Place limits = resources.at("limits");
        Place requests = resources.at("requests");
        for (String name : limits.keys()) {
            containerResource(limits.key(name), name);
            amount(limits.key(name), name);
        }
        for (String name : requests.keys()) {
            containerResource(requests.key(name), name);
            amount(requests.key(name), name);
            compare(requests, limits, name);
        }
        resources.at("claims").unique("name");
    }

    private static void compare(Place requests, Place limits, String name) {
        Optional<Quantity> request = Amounts.quantity(requests.key(name).node());
        Optional<Quantity> limit = Amounts.quantity(limits.key(name).node());
        boolean overcommit = OF_CONTAINERS.contains(name) || name.startsWith("kubernetes.io/");
        if (limit.isEmpty()) {
            if (!overcommit) {
                requests.errors().required(limits.path(), "Limit must be set for non overcommitable resources");
            }
            return;
        }
        String shown = Amounts.text(requests.key(name).node());
        String bound = Amounts.text(limits.key(name).node());
        if (!overcommit && request.isPresent() && request.get().compareTo(limit.get()) != 0) {
            requests.errors().invalid(requests.path(), shown, "must be equal to " + name + " limit of " + bound);
        } else if (request.isPresent() && request.get().compareTo(limit.get()) > 0) {
            requests.errors().invalid(requests.path(), shown,
                    "must be less than or equal to " + name + " limit of " + bound);
        }
    }

    private static void containerResource(Place place, String name) {
        qualified(place, name);
        if (name.indexOf('/') < 0 && !OF_CONTAINERS.contains(name) && !name.startsWith("hugepages-")) {
            place.errors().invalid(place.path(), name, "must be a standard resource for containers");
        }
    }

    /** A resource's name: a standard one, or one of a domain. */
    public static void qualified(Place place, String name) {
        List<String> problems = Names.qualifiedName(name);
        for (String problem : problems) {
            place.errors().invalid(place.path(), name, problem);
        }
        if (problems.isEmpty() && name.indexOf('/') < 0 && !STANDARD.contains(name)
                && !name.startsWith("hugepages-") && !name.startsWith("requests.hugepages-")
                && !name.startsWith("limits.hugepages-")) {
            place.errors().invalid(place.path(), name, "must be a standard resource type or fully qualified");
        }
    }

    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage", "storage",
            "requests.cpu", "requests.memory", "requests.ephemeral-storage", "requests.storage", "limits.cpu",
            "limits.memory", "limits.ephemeral-storage", "pods", "services", "replicationcontrollers",
            "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
            "services.loadbalancers");

    /** An amount of the named resource: not negative, and whole where halves make no sense. */
    public static void amount(Place place, String name) {
        Amounts.notNegative(place);
        if (countsThings(name) && Amounts.quantity(place.node()).filter(q -> !q.isInteger()).isPresent()) {
            place.errors().invalid(place.path(), Amounts.text(place.node()), "must be an integer");
        }
    }

    private static boolean countsThings(String name) {
        return name.indexOf('/') >= 0
                ? !name.startsWith("kubernetes.io/")
                : STANDARD.contains(name) && !name.endsWith("cpu") && !name.endsWith("memory")
                        && !name.endsWith("storage");
    }
}
