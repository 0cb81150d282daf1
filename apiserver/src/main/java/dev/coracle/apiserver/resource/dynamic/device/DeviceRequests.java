package dev.coracle.apiserver.resource.dynamic.device;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What a claim and a template of claims ask for alike. */
public final class DeviceRequests {

    private static final int MAX = 32;
    private static final int MAX_ALTERNATIVES = 8;
    private static final String ONE_OF = "exactly one of `exactly` or `firstAvailable` is required";

    private DeviceRequests() {}

    public static void fill(ObjectNode claimSpec) {
        for (ObjectNode request : Trees.objects(claimSpec, "devices", "requests")) {
            Trees.object(request, "exactly").ifPresent(DeviceRequests::fillRequest);
            Trees.objects(request, "firstAvailable").forEach(DeviceRequests::fillRequest);
        }
    }

    private static void fillRequest(ObjectNode request) {
        setDefault(request, "allocationMode", "ExactCount");
        if (Trees.string(request, "allocationMode").equals("ExactCount")
                && Trees.integer(request, "count").orElse(0L) == 0) {
            request.put("count", 1);
        }
        Trees.objects(request, "tolerations").forEach(toleration -> setDefault(toleration, "operator", "Equal"));
    }

    public static void check(Place claimSpec) {
        Place devices = claimSpec.at("devices");
        Set<String> known = requestNames(claimSpec.node());
        Bounded.set(devices.at("requests"), MAX, request -> request.at("name").text(), DeviceRequests::request);
        Bounded.list(devices.at("constraints"), MAX, constraint -> constraint(constraint, known));
        Bounded.list(devices.at("config"), MAX, config -> {
            requestReferences(config.at("requests"), known);
            OpaqueConfigs.check(config);
        });
    }

    /** The names of requests, and of their alternatives behind a slash. */
    public static Set<String> requestNames(JsonNode claimSpec) {
        Set<String> names = new HashSet<>();
        for (ObjectNode request : Trees.objects(claimSpec, "devices", "requests")) {
            String name = Trees.string(request, "name");
            names.add(name);
            Trees.objects(request, "firstAvailable")
                    .forEach(alternative -> names.add(name + "/" + Trees.string(alternative, "name")));
        }
        return names;
    }

    private static void request(Place request) {
        DeviceNames.label(request.at("name"));
        boolean exactly = request.at("exactly").present();
        boolean several = !request.at("firstAvailable").empty();
        if (exactly && several) {
            request.errors().invalid(request.path(), NullNode.getInstance(),
                    ONE_OF + ", but multiple fields are set");
        } else if (exactly) {
            wanted(request.at("exactly"));
        } else if (several) {
            Bounded.set(request.at("firstAvailable"), MAX_ALTERNATIVES, one -> one.at("name").text(), one -> {
                DeviceNames.label(one.at("name"));
                wanted(one);
            });
        } else {
            request.errors().required(request.path(), ONE_OF);
        }
    }

    private static void wanted(Place request) {
        request.at("deviceClassName").requiredNamed(Names::dnsSubdomain);
        Selectors.check(request.at("selectors"));
        Place count = request.at("count");
        switch (request.at("allocationMode").text()) {
            case "ExactCount" -> {
                if (count.number(0) <= 0) {
                    count.invalid("must be greater than zero");
                }
            }
            case "All" -> {
                if (count.number(0) != 0) {
                    count.invalid("must not be specified when allocationMode is 'All'");
                }
            }
            default -> request.at("allocationMode").exactlyOneOf("All", "ExactCount");
        }
        request.at("tolerations").items().forEach(Tolerations::toleration);
    }

    private static void constraint(Place constraint, Set<String> known) {
        requestReferences(constraint.at("requests"), known);
        Place match = constraint.at("matchAttribute");
        Place distinct = constraint.at("distinctAttribute");
        if (match.present()) {
            DeviceNames.fullyQualified(match);
        } else if (distinct.present()) {
            DeviceNames.fullyQualified(distinct);
        } else {
            constraint.errors().required(constraint.path(), "exactly one of \"matchAttribute\" or "
                    + "\"distinctAttribute\" is required, but multiple fields are set");
        }
    }

    public static void requestReferences(Place references, Set<String> known) {
        Bounded.set(references, MAX, Place::text, reference -> requestReference(reference, known));
    }

    /** A request's name, or a request's and an alternative's with a slash between them. */
    public static void requestReference(Place reference, Set<String> known) {
        String[] parts = reference.text().split("/", -1);
        if (parts.length <= 2) {
            for (String part : parts) {
                Names.dnsLabel(part).forEach(wrong -> reference.errors().invalid(reference.path(), part, wrong));
            }
        }
        if (parts.length > 2 || !known.contains(reference.text())) {
            reference.invalidText("must be the name of a request in the claim or the name of a request and a "
                    + "subrequest separated by '/'");
        }
    }
}
