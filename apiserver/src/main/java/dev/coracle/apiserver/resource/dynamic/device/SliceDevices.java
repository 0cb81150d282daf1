package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.apiserver.admission.cel.library.SemverFunctions;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** The devices of a slice: what they are like, what they share, what speaks against using them. */
public final class SliceDevices {

    private static final int MAX_PROPERTIES = 32;
    private static final int MAX_TEXT = 64;
    private static final int MAX_TAINTS = 16;
    private static final int MAX_COUNTER_SETS = 2;
    private static final int MAX_COUNTERS = 32;
    private static final int MAX_CONDITIONS = 4;
    private static final List<String> VALUES = List.of("int", "bool", "string", "version");

    private SliceDevices() {}

    /** @param nodeByDevice whether the slice leaves it to each device to say from which nodes it can be used */
    public static void check(Place device, boolean nodeByDevice) {
        DeviceNames.label(device.at("name"));
        properties(device);
        Bounded.list(device.at("taints"), MAX_TAINTS, Tolerations::taint);
        Bounded.set(device.at("consumesCounters"), MAX_COUNTER_SETS, use -> use.at("counterSet").text(), use -> {
            counterSetName(use.at("counterSet"));
            counters(use.at("counters"));
        });
        if (nodeByDevice) {
            NodeChoice.ofDevice(device);
        } else if (device.at("nodeName").present() || device.at("nodeSelector").present()
                || device.at("allNodes").present()) {
            device.errors().invalid(device.path(), NullNode.getInstance(), "`nodeName`, `nodeSelector` and `allNodes` "
                    + "can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec");
        }
        bindingConditions(device);
    }

    private static void properties(Place device) {
        Place attributes = device.at("attributes");
        Place capacity = device.at("capacity");
        int count = attributes.node().size() + capacity.node().size();
        if (count > MAX_PROPERTIES) {
            device.errors().invalid(device.path(), count,
                    "the total number of attributes and capacities must not exceed " + MAX_PROPERTIES);
        }
        for (String name : attributes.keys()) {
            DeviceNames.qualified(name, attributes.path(), attributes.errors());
            attribute(attributes.key(name));
        }
        boolean shared = device.at("allowMultipleAllocations").isTrue();
        for (String name : capacity.keys()) {
            DeviceNames.qualified(name, capacity.path(), capacity.errors());
            RequestPolicies.check(capacity.key(name), shared);
        }
    }

    private static void attribute(Place attribute) {
        Place text = attribute.at("string");
        if (text.text().length() > MAX_TEXT) {
            text.errors().tooLong(text.path(), MAX_TEXT);
        }
        Place version = attribute.at("version");
        if (version.present() && !SemverFunctions.isSemver(version.text())) {
            version.invalidText("must be a string compatible with semver.org spec 2.0.0");
        }
        if (version.text().length() > MAX_TEXT) {
            version.errors().tooLong(version.path(), MAX_TEXT);
        }
        long set = VALUES.stream().filter(value -> attribute.at(value).present()).count();
        if (set == 0) {
            attribute.invalidText("exactly one value must be specified");
        } else if (set > 1) {
            attribute.invalidStruct("io.k8s.api.resource.v1.DeviceAttribute", "exactly one value must be specified");
        }
    }

    /** A set of counters that devices of the pool draw on. */
    public static void counterSet(Place set) {
        counterSetName(set.at("name"));
        counters(set.at("counters"));
    }

    private static void counterSetName(Place name) {
        if (!name.required().empty()) {
            DeviceNames.label(name);
        }
    }

    private static void counters(Place counters) {
        counters.required();
        Bounded.map(counters, MAX_COUNTERS, map -> name -> DeviceNames.label(name, map), counter -> {});
    }

    private static void bindingConditions(Place device) {
        Place wanted = device.at("bindingConditions");
        Place failures = device.at("bindingFailureConditions");
        Set<String> known = new HashSet<>();
        for (JsonNode condition : wanted.node()) {
            known.add(condition.asString(""));
        }
        Bounded.set(wanted, MAX_CONDITIONS, Place::text, Labels::labelName);
        Bounded.set(failures, MAX_CONDITIONS, Place::text, failure -> {
            Labels.labelName(failure);
            if (known.contains(failure.text())) {
                failure.invalidText("bindingFailureConditions must not overlap with bindingConditions");
            }
        });
        together(wanted, failures, "bindingConditions are required to use bindingFailureConditions");
        together(failures, wanted, "bindingFailureConditions are required to use bindingConditions");
    }

    private static void together(Place one, Place other, String detail) {
        if (one.empty() && !other.empty()) {
            one.errors().invalid(one.path(), NullNode.getInstance(), detail);
        }
    }
}
