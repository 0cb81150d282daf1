package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ResourceSlices: which devices a driver has, on which node. */
final class ResourceSlices {

    private static final String SPEC = "resource.v1.ResourceSliceSpec";
    private static final int MAX_DEVICES = 128;

    private ResourceSlices() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceSlice").validate(ResourceSlices::check)
                .validateUpdate(ResourceSlices::checkUpdate).generation(Generation.SPEC)
                .selectable("spec.nodeName", object -> Trees.string(object, "spec", "nodeName"))
                .selectable("spec.driver", object -> Trees.string(object, "spec", "driver")).column(Columns.NAME)
                .column(Columns.text("Node", FieldDocs.of(SPEC, "nodeName"),
                        Columns.atOr(Columns.UNSET, "spec", "nodeName")))
                .column(Columns.text("Driver", FieldDocs.of(SPEC, "driver"), Columns.at("spec", "driver")))
                .column(Columns.text("Pool", FieldDocs.of("resource.v1.ResourcePool", "name"),
                        Columns.at("spec", "pool", "name")))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("driver").requiredNamed(Names::dnsSubdomain);
        spec.at("pool", "name").required();
        if (spec.at("pool", "resourceSliceCount").number(0) <= 0) {
            spec.at("pool", "resourceSliceCount").errors().invalid(spec.at("pool", "resourceSliceCount").path(),
                    spec.at("pool", "resourceSliceCount").number(0), "must be greater than zero");
        }
        spec.at("pool", "generation").atLeast(0);
        long chosen = List.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection").stream()
                .filter(field -> !spec.at(field).empty()).count();
        if (chosen == 0) {
            errors.required(spec.path(),
                    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required");
        } else if (chosen > 1) {
            spec.invalid("exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, "
                    + "but multiple fields are set");
        }
        spec.at("devices").atMost(MAX_DEVICES);
        for (Place device : spec.at("devices").items()) {
            device.at("name").requiredNamed(Names::dnsLabel);
        }
        spec.at("devices").unique("name");
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("driver").immutable(old.path("spec").path("driver"));
        spec.at("pool", "name").immutable(old.path("spec").path("pool").path("name"));
        spec.at("nodeName").immutable(old.path("spec").path("nodeName"));
    }
}
