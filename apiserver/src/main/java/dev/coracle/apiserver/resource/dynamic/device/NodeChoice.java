package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.Scheduling;
import java.util.ArrayList;
import java.util.List;

/** From which nodes devices can be used: a slice says it for all of its devices, or leaves it to each; always in one way out of several. */
public final class NodeChoice {

    private static final String OF_SLICE = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, "
            + "`perDeviceNodeSelection` is required";
    private static final String OF_DEVICE = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when "
            + "`perDeviceNodeSelection` is set to true in the ResourceSlice spec";

    private NodeChoice() {}

    public static void ofSlice(Place spec) {
        List<String> chosen = new ArrayList<>();
        name(spec.at("nodeName"), "must be either unset or set to a non-empty string", chosen);
        Place selector = spec.at("nodeSelector");
        selector(selector, chosen);
        if (selector.present() && selector.at("nodeSelectorTerms").node().size() != 1) {
            selector.at("nodeSelectorTerms").invalid("must have exactly one node selector term");
        }
        flag(spec.at("allNodes"), "`allNodes`", chosen);
        flag(spec.at("perDeviceNodeSelection"), "`perDeviceNodeSelection`", chosen);
        one(spec, chosen, OF_SLICE, OF_SLICE + ", but multiple fields are set");
    }

    public static void ofDevice(Place device) {
        List<String> chosen = new ArrayList<>();
        name(device.at("nodeName"), "must not be empty", chosen);
        selector(device.at("nodeSelector"), chosen);
        flag(device.at("allNodes"), "`allNodes`", chosen);
        one(device, chosen, OF_DEVICE, OF_DEVICE);
    }

    private static void name(Place name, String empty, List<String> chosen) {
        if (!name.present()) {
            return;
        }
        if (name.empty()) {
            name.invalidText(empty);
        } else {
            chosen.add("`nodeName`");
            name.named(Names::dnsSubdomain);
        }
    }

    private static void selector(Place selector, List<String> chosen) {
        if (selector.present()) {
            chosen.add("`nodeSelector`");
            Scheduling.nodeSelector(selector);
        }
    }

    private static void flag(Place flag, String name, List<String> chosen) {
        if (flag.isTrue()) {
            chosen.add(name);
        } else if (flag.present()) {
            flag.invalid("must be either unset or set to true");
        }
    }

    private static void one(Place place, List<String> chosen, String none, String several) {
        if (chosen.isEmpty()) {
            place.errors().required(place.path(), none);
        } else if (chosen.size() > 1) {
            place.errors().invalid(place.path(), "{" + String.join(", ", chosen) + "}", several);
        }
    }
}
