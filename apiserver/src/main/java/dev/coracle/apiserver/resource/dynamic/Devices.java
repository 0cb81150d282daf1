package dev.coracle.apiserver.resource.dynamic;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import tools.jackson.databind.node.ObjectNode;

/** What a claim and a template of claims ask for alike. */
final class Devices {

    private static final int MAX = 32;

    private Devices() {}

    static void fill(ObjectNode claimSpec) {
        for (ObjectNode request : Trees.objects(claimSpec, "devices", "requests")) {
            Trees.object(request, "exactly").ifPresent(Devices::fillRequest);
            Trees.objects(request, "firstAvailable").forEach(Devices::fillRequest);
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

    static void check(Place claimSpec) {
        Place devices = claimSpec.at("devices");
        Place requests = devices.at("requests").atMost(MAX);
        for (Place request : requests.items()) {
            request.at("name").requiredNamed(Names::dnsLabel);
            boolean exactly = request.at("exactly").present();
            boolean several = !request.at("firstAvailable").empty();
            if (exactly && several) {
                request.invalid("exactly one of `exactly` or `firstAvailable` is required, but multiple fields are "
                        + "set");
            } else if (!exactly && !several) {
                request.errors().required(request.path(), "exactly one of `exactly` or `firstAvailable` is required");
            } else if (exactly) {
                request(request.at("exactly"));
            }
            for (Place one : request.at("firstAvailable").items()) {
                one.at("name").requiredNamed(Names::dnsLabel);
                request(one);
            }
        }
        requests.unique("name");
        devices.at("constraints").atMost(MAX);
        devices.at("config").atMost(MAX);
    }

    private static void request(Place request) {
        request.at("deviceClassName").requiredNamed(Names::dnsSubdomain);
        selectors(request.at("selectors"));
        switch (request.at("allocationMode").text()) {
            case "ExactCount" -> {
                if (request.at("count").number(0) <= 0) {
                    request.at("count").invalid("must be greater than zero");
                }
            }
            case "All" -> {
                if (request.at("count").number(0) != 0) {
                    request.at("count").invalid("must not be specified when allocationMode is 'All'");
                }
            }
            default -> request.at("allocationMode").exactlyOneOf("All", "ExactCount");
        }
    }

    static void selectors(Place selectors) {
        selectors.atMost(MAX);
        for (Place selector : selectors.items()) {
            if (!selector.at("cel").present()) {
                selector.at("cel").errors().required(selector.at("cel").path(), "");
            } else {
                selector.at("cel", "expression").required();
            }
        }
    }

}
