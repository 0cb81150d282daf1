package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.dynamic.device.Bounded;
import dev.coracle.apiserver.resource.dynamic.device.DeviceNames;
import dev.coracle.apiserver.resource.dynamic.device.NodeChoice;
import dev.coracle.apiserver.resource.dynamic.device.SliceDevices;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** ResourceSlices: which devices a driver has, on which node. */
final class ResourceSlices {

    private static final String SPEC = "resource.v1.ResourceSliceSpec";
    private static final int MAX_DEVICES = 128;
    /** Taints and counters take room. */
    private static final int MAX_COSTLY_DEVICES = 64;
    private static final int MAX_COUNTER_SETS = 8;

    private ResourceSlices() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceSlice").defaults(object -> fill(object, ages))
                .prepareCreate((context, object) -> dropDisabled(object))
                .prepareUpdate(ResourceSlices::prepareUpdate)
                .validateChange(ResourceSlices::check).generation(Generation.SPEC)
                .selectable("spec.nodeName", object -> Trees.string(object, "spec", "nodeName"))
                .selectable("spec.driver", object -> Trees.string(object, "spec", "driver")).column(Columns.NAME)
                .column(Columns.text("Node", FieldDocs.of(SPEC, "nodeName"),
                        Columns.atOr(Columns.UNSET, "spec", "nodeName")))
                .column(Columns.text("Driver", FieldDocs.of(SPEC, "driver"), Columns.at("spec", "driver")))
                .column(Columns.text("Pool", FieldDocs.of("resource.v1.ResourcePool", "name"),
                        Columns.at("spec", "pool", "name")))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object, Ages ages) {
        for (ObjectNode device : Trees.objects(object, "spec", "devices")) {
            Trees.objects(device, "taints")
                    .forEach(taint -> Trees.setDefault(taint, "timeAdded", Meta.time(ages.now())));
        }
    }

    /** The generation counts what was wanted, even where nothing comes of it. */
    private static void prepareUpdate(RequestContext context, ObjectNode object, ObjectNode old) {
        if (!Place.same(object.path("spec"), old.path("spec"))) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
        dropDisabled(object);
    }

    /** Lists as attributes, and devices that stand for resources of their node, are switched off unless somebody has them already. */
    private static void dropDisabled(ObjectNode object) {
        for (ObjectNode device : Trees.objects(object, "spec", "devices")) {
            device.remove("nodeAllocatableResourceMappings");
            Trees.object(device, "attributes").ifPresent(attributes -> attributes.forEach(attribute -> {
                if (attribute instanceof ObjectNode one) {
                    one.remove(List.of("bools", "ints", "strings", "versions"));
                }
            }));
        }
    }

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place spec = Place.root(object, errors).at("spec");
        DeviceNames.driver(spec.at("driver"));
        pool(spec.at("pool"));
        old.ifPresent(before -> {
            spec.at("pool", "name").immutable(before.path("spec").path("pool").path("name"));
            spec.at("driver").immutable(before.path("spec").path("driver"));
            spec.at("nodeName").immutable(before.path("spec").path("nodeName"));
        });
        NodeChoice.ofSlice(spec);
        Place devices = spec.at("devices");
        Place counters = spec.at("sharedCounters");
        if (!devices.empty() && !counters.empty()) {
            errors.invalid(spec.path(), "", "only one of `sharedCounters` or `devices` is allowed");
        }
        boolean nodeByDevice = spec.at("perDeviceNodeSelection").isTrue();
        boolean costly = devices.items().stream()
                .anyMatch(device -> !device.at("taints").empty() || !device.at("consumesCounters").empty());
        Bounded.set(devices, costly ? MAX_COSTLY_DEVICES : MAX_DEVICES, device -> device.at("name").text(),
                device -> SliceDevices.check(device, nodeByDevice));
        Bounded.set(counters, MAX_COUNTER_SETS, set -> set.at("name").text(), SliceDevices::counterSet);
    }

    private static void pool(Place pool) {
        DeviceNames.pool(pool.at("name"));
        if (pool.at("resourceSliceCount").number(0) <= 0) {
            pool.at("resourceSliceCount").invalid("must be greater than zero");
        }
        if (pool.at("generation").number(0) < 0) {
            pool.at("generation").invalid("must be greater than or equal to zero");
        }
    }
}
