package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.MetaConditions;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.dynamic.device.Bounded;
import dev.coracle.apiserver.resource.dynamic.device.DeviceNames;
import dev.coracle.apiserver.resource.dynamic.device.DeviceRequests;
import dev.coracle.apiserver.resource.dynamic.device.OpaqueConfigs;
import dev.coracle.apiserver.resource.pod.Scheduling;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the scheduler and drivers say of a claim: which devices it has got, who may use them, how they are. */
final class ClaimStatus {

    private static final int MAX_CONSUMERS = 256;
    private static final int MAX_RESULTS = 32;
    private static final int MAX_CONFIGS = 64;
    private static final int MAX_CONDITIONS = 8;
    private static final int MAX_IPS = 16;
    private static final int MAX_INTERFACE = 256;
    private static final int MAX_HARDWARE_ADDRESS = 128;
    private static final int UUID_LENGTH = 36;

    private ClaimStatus() {}

    static void check(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        Place allocation = status.at("allocation");
        Bounded.set(status.at("reservedFor"), MAX_CONSUMERS, consumer -> consumer.at("uid").text(), consumer -> {
            consumer.at("resource").required();
            consumer.at("name").required();
            consumer.at("uid").required();
        });
        Set<JsonNode> allocated = new HashSet<>();
        allocation.at("devices", "results").items().forEach(result -> allocated.add(deviceId(result)));
        Bounded.set(status.at("devices"), Integer.MAX_VALUE, device -> Json.text(deviceId(device)),
                device -> device(device, allocated));
        consumers(status, old);
        JsonNode before = old.path("status").path("allocation");
        if (before.isObject() && allocation.present()) {
            allocation.immutableStruct("io.k8s.api.resource.v1.AllocationResult", before);
        }
        if (allocation.present()) {
            allocation(allocation, DeviceRequests.requestNames(object.path("spec")));
        }
    }

    /** Only what has been allocated can be reserved, and nobody new comes to a claim that is being deleted. */
    private static void consumers(Place status, ObjectNode old) {
        Place consumers = status.at("reservedFor");
        if (consumers.empty()) {
            return;
        }
        if (!status.at("allocation").present()) {
            consumers.forbidden("may not be specified when `allocated` is not set");
        } else if (Meta.isDeleting(old)) {
            Set<JsonNode> known = new HashSet<>(Trees.objects(old, "status", "reservedFor"));
            if (consumers.items().stream().anyMatch(consumer -> !known.contains(consumer.node()))) {
                consumers.forbidden("new entries may not be added while `deallocationRequested` or "
                        + "`deletionTimestamp` are set");
            }
        }
    }

    private static JsonNode deviceId(Place device) {
        return Json.object().put("Driver", device.at("driver").text()).put("Pool", device.at("pool").text())
                .put("Device", device.at("device").text()).put("ShareID", device.at("shareID").text());
    }

    private static void device(Place device, Set<JsonNode> allocated) {
        names(device);
        if (!allocated.contains(deviceId(device))) {
            device.errors().invalid(device.path(), deviceId(device), "must be an allocated device in the claim");
        }
        if (device.at("conditions").node().size() > MAX_CONDITIONS) {
            device.at("conditions").atMost(MAX_CONDITIONS);
        }
        MetaConditions.check(device.at("conditions"));
        if (device.at("data").present()) {
            OpaqueConfigs.raw(device.at("data"));
        }
        network(device.at("networkData"));
    }

    private static void names(Place device) {
        DeviceNames.driver(device.at("driver"));
        DeviceNames.pool(device.at("pool"));
        DeviceNames.label(device.at("device"));
        Place share = device.at("shareID");
        if (share.present() && share.text().length() != UUID_LENGTH) {
            share.invalidText("error validating uid: invalid UUID length: " + share.text().length());
        }
    }

    private static void network(Place network) {
        longest(network.at("interfaceName"), MAX_INTERFACE);
        longest(network.at("hardwareAddress"), MAX_HARDWARE_ADDRESS);
        Bounded.set(network.at("ips"), MAX_IPS, Place::text, ip -> {
            if (!Addresses.isCidr(ip.text())) {
                ip.invalidText("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
            }
        });
    }

    private static void longest(Place text, int most) {
        if (text.text().length() > most) {
            text.errors().tooLong(text.path(), most);
        }
    }

    private static void allocation(Place allocation, Set<String> requests) {
        Bounded.list(allocation.at("devices", "results"), MAX_RESULTS, result -> {
            DeviceRequests.requestReference(result.at("request"), requests);
            names(result);
        });
        Bounded.list(allocation.at("devices", "config"), MAX_CONFIGS, config -> {
            config.at("source").requiredOneOf("FromClaim", "FromClass");
            DeviceRequests.requestReferences(config.at("requests"), requests);
            OpaqueConfigs.check(config);
        });
        if (allocation.at("nodeSelector").present()) {
            Scheduling.nodeSelector(allocation.at("nodeSelector"));
        }
    }
}
