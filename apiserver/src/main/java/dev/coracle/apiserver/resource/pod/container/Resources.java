package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceNames;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Requests and limits. */
public final class Resources {

    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

    private Resources() {}

    /**
     * A ResourceRequirements: known names, no negative amounts, no request above its limit.
     *
     * @param claims the names of the pod's resource claims
     */
    public static void check(Place resources, Set<String> claims) {
        Place limits = resources.at("limits");
        Place requests = resources.at("requests");
        for (String name : limits.keys()) {
            ofContainer(limits.key(name), name);
            amount(limits.key(name), name);
            hugePages(limits.key(name), name);
        }
        for (String name : requests.keys()) {
            ofContainer(requests.key(name), name);
            amount(requests.key(name), name);
            compare(requests, limits, name);
        }
        hugePagesAlone(resources, limits, requests);
        claims(resources.at("claims"), claims);
    }

    private static void hugePagesAlone(Place resources, Place limits, Place requests) {
        Set<String> names = new HashSet<>(limits.keys());
        names.addAll(requests.keys());
        boolean huge = names.stream().anyMatch(name -> name.startsWith("hugepages-"));
        if (huge && !names.contains("cpu") && !names.contains("memory")) {
            resources.forbidden("HugePages require cpu or memory");
        }
    }

    private static void hugePages(Place amount, String name) {
        if (!name.startsWith("hugepages-")) {
            return;
        }
        Optional<Quantity> page = Quantity.tryParse(name.substring("hugepages-".length()));
        Optional<Quantity> asked = Amounts.quantity(amount.node());
        if (page.isPresent() && asked.isPresent() && page.get().signum() > 0
                && !asked.get().isMultipleOf(page.get())) {
            amount.errors().invalid(amount.path(), Amounts.text(amount.node()),
                    Amounts.text(amount.node()) + " is not positive integer multiple of "
                            + name.substring("hugepages-".length()));
        }
    }

    private static void claims(Place asked, Set<String> known) {
        Set<String> seen = new HashSet<>();
        for (Place claim : asked.items()) {
            String name = claim.at("name").text();
            String request = claim.at("request").text();
            if (name.isEmpty()) {
                claim.errors().required(claim.path(), "");
                continue;
            }
            claim.at("request").named(Names::dnsLabel);
            if (!seen.add(request.isEmpty() ? name : name + "/" + request)) {
                claim.errors().duplicate(claim.path(), request.isEmpty() ? name : name + "/" + request);
            }
            if (!known.contains(name)) {
                String others = known.isEmpty()
                        ? " which is empty"
                        : ": " + String.join(", ", new TreeSet<>(known));
                claim.errors().notFound(claim.path(), name,
                        "must be one of the names in pod.spec.resourceClaims" + others);
            }
        }
    }

    /** Whether a limit may be above what is requested. */
    public static boolean mayOvercommit(String name) {
        return ResourceNames.isNative(name) && !name.startsWith("hugepages-");
    }

    private static void compare(Place requests, Place limits, String name) {
        Optional<Quantity> request = Amounts.quantity(requests.key(name).node());
        Optional<Quantity> limit = Amounts.quantity(limits.key(name).node());
        if (limit.isEmpty()) {
            if (!mayOvercommit(name)) {
                requests.errors().required(limits.path(), "Limit must be set for non overcommitable resources");
            }
            return;
        }
        String shown = Amounts.text(requests.key(name).node());
        String bound = Amounts.text(limits.key(name).node());
        if (!mayOvercommit(name) && request.isPresent() && request.get().compareTo(limit.get()) != 0) {
            requests.errors().invalid(requests.path(), shown, "must be equal to " + name + " limit of " + bound);
        } else if (request.isPresent() && request.get().compareTo(limit.get()) > 0) {
            requests.errors().invalid(requests.path(), shown,
                    "must be less than or equal to " + name + " limit of " + bound);
        }
    }

    /** A resource's name as a container may ask for it: of its own or of an extension's. */
    public static void ofContainer(Place place, String name) {
        int before = place.errors().size();
        qualified(place, name);
        if (name.indexOf('/') < 0) {
            if (!OF_CONTAINERS.contains(name) && !name.startsWith("hugepages-")) {
                place.errors().invalid(place.path(), name, "must be a standard resource for containers");
            }
        } else if (!ResourceNames.isNative(name) && place.errors().size() == before
                && (name.startsWith("requests.") || !Names.qualifiedName("requests." + name).isEmpty())) {
            place.errors().invalid(place.path(), name, "doesn't follow extended resource name standard");
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
                ? !name.contains("kubernetes.io/")
                : STANDARD.contains(name) && !name.endsWith("cpu") && !name.endsWith("memory")
                        && !name.endsWith("storage");
    }
}
