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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** CSIDrivers. */
final class CsiDrivers {

    private static final long LEAST_TOKEN = 600;
    private static final long MOST_TOKEN = 1L << 32;
    private static final long LEAST_PERIOD = 10;

    private CsiDrivers() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "CSIDriver").conditionalUpdateOnly().defaults(CsiDrivers::fill)
                .prepareCreate((context, object) -> dropDisabled(object))
                .prepareUpdate((context, object, old) -> {
                    dropDisabled(object);
                    count(object, old);
                }).validateChange(CsiDrivers::warn)
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
        Place spec = Place.root(object, errors).at("spec");
        spec.at("fsGroupPolicy").exactlyOneOf("File", "None", "ReadWriteOnceWithFSType");
        tokenRequests(spec.at("tokenRequests"));
        Place modes = spec.at("volumeLifecycleModes");
        for (Place mode : modes.items()) {
            if (!mode.is("Persistent") && !mode.is("Ephemeral")) {
                errors.notSupported(modes.path(), mode.text(), List.of("Persistent", "Ephemeral"));
            }
        }
        Place period = spec.at("nodeAllocatableUpdatePeriodSeconds");
        if (period.number(LEAST_PERIOD) < LEAST_PERIOD) {
            period.invalid("must be greater than or equal to " + LEAST_PERIOD + " seconds");
        }
        Place secret = spec.at("serviceAccountTokenInSecrets");
        if (secret.present() && spec.at("tokenRequests").empty()) {
            secret.invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
    }

    private static void tokenRequests(Place requests) {
        Set<String> known = new HashSet<>();
        for (Place request : requests.items()) {
            Place audience = request.at("audience");
            if (!known.add(audience.text())) {
                audience.errors().duplicate(audience.path(), audience.text());
            }
            Place seconds = request.at("expirationSeconds");
            if (seconds.number(LEAST_TOKEN) < LEAST_TOKEN) {
                seconds.invalid("may not specify a duration less than 10 minutes");
            } else if (seconds.number(0) > MOST_TOKEN) {
                seconds.invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    /** Only changes count: a new driver has no generation. */
    private static void count(ObjectNode object, ObjectNode old) {
        if (!Place.same(object.path("spec"), old.path("spec"))) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
    }

    private static void warn(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        boolean tokens = !Trees.objects(object, "spec", "tokenRequests").isEmpty();
        boolean unset = Trees.at(object, "spec", "serviceAccountTokenInSecrets").isEmpty();
        boolean fresh = old
                .filter(before -> Place.same(object.path("spec").path("tokenRequests"),
                        before.path("spec").path("tokenRequests")))
                .isEmpty();
        if (fresh && errors.isEmpty() && tokens && unset) {
            warnings.accept(
                    "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to "
                            + "prevent possible logging of tokens in volume attributes");
        }
    }

    /** What is behind a switch that is off. */
    private static void dropDisabled(ObjectNode object) {
        Trees.ensureObject(object, "spec").remove("preventPodSchedulingIfMissing");
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place attach = spec.at("attachRequired");
        new Place(attach.node(), spec.path().child("attachedRequired"), errors) // as upstream calls it
                .immutable(old.path("spec").path("attachRequired"));
        spec.at("volumeLifecycleModes").immutable(old.path("spec").path("volumeLifecycleModes"));
    }
}
