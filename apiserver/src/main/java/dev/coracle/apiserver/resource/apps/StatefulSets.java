package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.pod.volume.ClaimSpecs;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.workload.StatusCounts;
import dev.coracle.apiserver.resource.workload.Workloads;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** StatefulSets. */
final class StatefulSets {

    private static final List<String> MAY_CHANGE = List.of("replicas", "ordinals", "template", "updateStrategy",
            "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds");
    private static final String FIXED = "updates to statefulset spec for fields other than 'replicas', 'ordinals', "
            + "'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
            + "'minReadySeconds' are forbidden";

    private StatefulSets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "StatefulSet").named(Names::dnsLabel).defaults(StatefulSets::fill)
                .validate(StatefulSets::check)
                .validateChange((object, old, errors, warnings) -> {
                    if (old.isEmpty()) {
                        checkNew(Place.root(object, errors).at("spec"));
                        warnOfClaims(Place.root(object, errors).at("spec", "volumeClaimTemplates"), warnings);
                    }
                })
                .validateUpdate(StatefulSets::checkUpdate)
                .disabledFields(StatefulSets::disabled)
                .warn(StatefulSets::warn)
                .generation(Generation.SPEC).status(StatusCounts.STATEFUL_SET)
                .scale("spec.replicas", "status.replicas", "spec.selector").column(Columns.NAME)
                .column(Columns.text("Ready", "Number of the pod with ready state", AppsKinds::readyOfWanted))
                .column(ages.column()).column(Columns.containers(1, "spec", "template", "spec"))
                .column(Columns.images(1, "spec", "template", "spec")).build();
    }

    private static void disabled(ObjectNode object) {
        DisabledFields.ofTemplate(object, "spec", "template");
        Trees.object(object, "spec", "updateStrategy", "rollingUpdate")
                .ifPresent(rolling -> rolling.remove("maxUnavailable"));
    }

    private static void warn(ObjectNode object, Consumer<String> out) {
        PodWarnings.template(object, out, "spec", "template");
        if (Trees.integer(object, "spec", "revisionHistoryLimit").orElse(0L) < 0) {
            out.accept("spec.revisionHistoryLimit: a negative value retains all historical revisions; "
                    + "a value >= 0 is recommended");
        }
    }

    /** The original's paths leave out that the amounts stand in a spec. */
    private static void warnOfClaims(Place claims, Consumer<String> out) {
        for (Place claim : claims.items()) {
            PodWarnings.fractions(new Place(claim.at("spec", "resources").node(), claim.path().child("resources"),
                    claim.errors()), out, "storage");
        }
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        if (Trees.string(spec, "podManagementPolicy").isEmpty()) {
            spec.put("podManagementPolicy", "OrderedReady");
        }
        ObjectNode strategy = Trees.ensureObject(spec, "updateStrategy");
        if (Trees.string(strategy, "type").isEmpty()) {
            strategy.put("type", "RollingUpdate");
            Trees.setDefault(Trees.ensureObject(strategy, "rollingUpdate"), "partition", 0);
        } else if (Trees.string(strategy, "type").equals("RollingUpdate")) {
            Trees.object(strategy, "rollingUpdate").ifPresent(rolling -> Trees.setDefault(rolling, "partition", 0));
        }
        ObjectNode retention = Trees.ensureObject(spec, "persistentVolumeClaimRetentionPolicy");
        Trees.setDefault(retention, "whenDeleted", "Retain");
        Trees.setDefault(retention, "whenScaled", "Retain");
        Trees.setDefault(spec, "replicas", 1);
        Trees.setDefault(spec, "revisionHistoryLimit", 10);
        PodDefaults.template(Trees.ensureObject(spec, "template"));
        for (ObjectNode claim : Trees.objects(spec, "volumeClaimTemplates")) {
            claim.put("apiVersion", "v1");
            claim.put("kind", "PersistentVolumeClaim");
            VolumeDefaults.claimSpec(Trees.ensureObject(claim, "spec"));
            Trees.setDefault(Trees.ensureObject(claim, "status"), "phase", "Pending");
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place policy = spec.at("podManagementPolicy");
        if (!policy.is("OrderedReady") && !policy.is("Parallel")) {
            policy.invalidText("must be 'OrderedReady' or 'Parallel'");
        }
        strategy(spec.at("updateStrategy"));
        for (String when : List.of("whenDeleted", "whenScaled")) {
            spec.at("persistentVolumeClaimRetentionPolicy", when).oneOf("Retain", "Delete");
        }
        PodSpecChecks.notNegative(spec, "replicas", "minReadySeconds");

        spec.at("ordinals", "start").atLeast(0);
        Workloads.selectorAndTemplate(spec, "statefulset", Workloads.Unreadable.NO_WORDS);
        PodSpecChecks.template(withClaims(spec));
        PodSpecChecks.labels(spec.at("template"));
        Workloads.runsAlways(spec.at("template"), "StatefulSet");
    }

    private static void checkNew(Place spec) {
        spec.at("serviceName").named(Names::dnsLabel);
        for (Place claim : spec.at("volumeClaimTemplates").items()) {
            ClaimSpecs.check(claim.at("spec"));
        }
    }

    /** The template as its pods will have it: each claim is a volume of its name, instead of one that the template has. */
    private static Place withClaims(Place spec) {
        Place template = spec.at("template");
        if (!(template.node() instanceof ObjectNode given)) {
            return template;
        }
        ObjectNode copy = given.deepCopy();
        ArrayNode volumes = copy.arrayNode();
        Set<String> names = new HashSet<>();
        for (Place claim : spec.at("volumeClaimTemplates").items()) {
            String name = claim.at("metadata", "name").text();
            if (names.add(name)) {
                volumes.addObject().put("name", name).putObject("persistentVolumeClaim").put("claimName", name);
            }
        }
        for (ObjectNode volume : Trees.objects(copy, "spec", "volumes")) {
            if (!names.contains(Trees.string(volume, "name"))) {
                volumes.add(volume);
            }
        }
        Trees.ensureObject(copy, "spec").set("volumes", volumes);
        Trees.ensureObject(copy, "spec").remove(List.of("hostname", "subdomain")); // pods get those of the set
        return new Place(copy, template.path(), template.errors());
    }

    private static void strategy(Place strategy) {
        Place rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "" -> strategy.at("type").required();
            case "OnDelete" -> {
                if (rolling.present()) {
                    rolling.invalidStruct("io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy",
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> {
                rolling.at("partition").atLeast(0);
            }
            default -> strategy.invalidStruct("io.k8s.api.apps.v1.StatefulSetUpdateStrategy",
                    "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        ObjectNode now = Trees.ensureObject(object, "spec").deepCopy();
        ObjectNode before = Trees.ensureObject(old, "spec").deepCopy();
        now.remove(MAY_CHANGE);
        before.remove(MAY_CHANGE);
        if (!Place.same(now, before)) {
            Place.root(object, errors).at("spec").forbidden(FIXED);
        }
    }
}
