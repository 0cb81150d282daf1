package dev.coracle.apiserver.resource.core;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces. They go in two steps: deletion marks them Terminating, and the last of {@code spec.finalizers} lets them go. */
final class Namespaces {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private Namespaces() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "Namespace").metadataChecks(2, 2).named(Names::dnsLabel).defaults(Namespaces::fill)
                .prepareCreate(Namespaces::begin)
                .prepareUpdate((context, object, old) -> object.set("spec", old.path("spec").deepCopy()))
                .validate(Namespaces::check).status(Namespaces::checkStatus)
                .part(new PartUpdate("finalize",
                        (context, object, old) -> object.set("status", old.path("status").deepCopy()),
                        (object, old, errors) -> check(object, errors)))
                .selectable("status.phase", object -> Trees.string(object, "status", "phase"))
                .column(Columns.NAME)
                .column(Columns.text("Status", "The status of the namespace", Columns.at("status", "phase")))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        label(object);
        if (Trees.string(object, "status", "phase").isEmpty()) {
            Trees.ensureObject(object, "status").put("phase", "Active");
        }
    }

    private static void label(ObjectNode object) {
        String name = Meta.name(object);
        if (!name.isEmpty()) {
            Trees.ensureObject(object, "metadata", "labels").put(NAME_LABEL, name);
        }
    }

    private static void begin(RequestContext context, ObjectNode object) {
        label(object);
        object.putObject("status").put("phase", "Active");
        ArrayNode finalizers = Trees.ensureArray(Trees.ensureObject(object, "spec"), "finalizers");
        if (!Trees.strings(object, "spec", "finalizers").contains("kubernetes")) {
            finalizers.add("kubernetes");
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place finalizers = Place.root(object, errors).at("spec", "finalizers");
        for (Place item : finalizers.items()) { // the original's paths name the list, and the phase as Go does
            Place finalizer = new Place(item.node(), finalizers.path(), errors);
            if (!finalizer.is("kubernetes")) {
                Labels.labelName(finalizer);
                if (finalizer.text().indexOf('/') < 0) {
                    finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
                }
            }
        }
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        Place phase = new Place(status.node().path("phase"), status.path().child("Phase"), errors);
        boolean going = Meta.isDeleting(object);
        if (going && !phase.is("Terminating")) {
            phase.invalidText("may only be 'Terminating' if `deletionTimestamp` is not empty");
        } else if (!going && !phase.is("Active") && !phase.empty()) {
            phase.invalidText("may only be 'Active' if `deletionTimestamp` is empty");
        }
    }
}
