package dev.coracle.apiserver.resource.storage;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** CSIDrivers. */
final class CsiDrivers {

    private static final int MAX_NAME = 63;

    private CsiDrivers() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "CSIDriver").conditionalUpdateOnly().defaults(CsiDrivers::fill)
                .validate(CsiDrivers::check).validateUpdate(CsiDrivers::checkUpdate).column(Columns.NAME)
                .column(flag("AttachRequired", "attachRequired")).column(flag("PodInfoOnMount", "podInfoOnMount"))
                .column(flag("StorageCapacity", "storageCapacity"))
                .column(Columns.text("TokenRequests", FieldDocs.of("storage.v1.CSIDriverSpec", "tokenRequests"),
                        CsiDrivers::tokens))
                .column(flag("RequiresRepublish", "requiresRepublish"))
                .column(Columns.text("Modes", FieldDocs.of("storage.v1.CSIDriverSpec", "volumeLifecycleModes"),
                        object -> {
                            String modes = String.join(",", Trees.strings(object, "spec", "volumeLifecycleModes"));
                            return modes.isEmpty() ? Columns.NONE : modes;
                        }))
                .column(ages.column()).build();
    }

    private static Column flag(String name, String field) {
        return Columns.bool(name, FieldDocs.of("storage.v1.CSIDriverSpec", field), Columns.flag("spec", field));
    }

    private static Object tokens(ObjectNode object) {
        String audiences = Trees.objects(object, "spec", "tokenRequests").stream()
                .map(request -> Trees.string(request, "audience")).collect(Collectors.joining(","));
        return Trees.objects(object, "spec", "tokenRequests").isEmpty() ? Columns.UNSET : audiences;
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        setDefault(spec, "attachRequired", true);
        setDefault(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        setDefault(spec, "podInfoOnMount", false);
        setDefault(spec, "requiresRepublish", false);
        setDefault(spec, "seLinuxMount", false);
        setDefault(spec, "storageCapacity", false);
        if (Trees.ensureArray(spec, "volumeLifecycleModes").isEmpty()) {
            Trees.ensureArray(spec, "volumeLifecycleModes").add("Persistent");
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place driver = Place.root(object, errors);
        if (Meta.name(object).length() > MAX_NAME) {
            errors.tooLong(driver.at("metadata", "name").path(), MAX_NAME);
        }
        Place spec = driver.at("spec");
        spec.at("fsGroupPolicy").requiredOneOf("File", "None", "ReadWriteOnceWithFSType");
        for (Place mode : spec.at("volumeLifecycleModes").items()) {
            mode.exactlyOneOf("Ephemeral", "Persistent");
        }
        spec.at("tokenRequests").unique("audience");
        for (Place request : spec.at("tokenRequests").items()) {
            if (request.at("expirationSeconds").number(600) < 600) {
                request.at("expirationSeconds").invalid("may not specify a duration less than 10 minutes");
            }
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        for (String field : List.of("attachRequired", "volumeLifecycleModes")) {
            spec.at(field).immutable(old.path("spec").path(field));
        }
    }
}
