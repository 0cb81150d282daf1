package dev.coracle.apiserver.resource.core.workload;

import static dev.coracle.apiserver.resource.table.Columns.atOr;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodState;
import dev.coracle.apiserver.resource.pod.PodStatusChecks;
import dev.coracle.apiserver.resource.pod.PodUpdates;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.pod.QosClass;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Pods. */
public final class Pods {

    private Pods() {}

    public static KindRules rules(Ages ages) {
        KindRules.Builder pod = KindRules.of("", "Pod").metadataChecks(2, 2).defaults(PodDefaults::pod)
                .defaults(Pods::oneAddress)
                .disabledFields(DisabledFields::ofPod)
                .prepareCreate((context, object) -> begin(object, ages))
                .validate(Pods::check).validateChange((object, old, errors, warnings) -> {
                    if (old.isEmpty()) {
                        checkNew(object, errors);
                    }
                }).validateUpdate(PodUpdates::check).warn(PodWarnings::pod)
                .prepareUpdate((context, object, old) -> count(object, old)).gracePeriod(Pods::gracePeriod)
                .part(new PartUpdate("status", Pods::prepareStatus, PodStatusChecks::check))
                .part(new PartUpdate("ephemeralcontainers",
                        (context, object, old) -> keepAllBut(object, old, "ephemeralContainers"),
                        PodUpdates::ephemeral))
                .part(new PartUpdate("resize", (context, object, old) -> keepStatus(object, old),
                        PodUpdates::resize));
        for (String path : List.of("spec.nodeName", "spec.restartPolicy", "spec.schedulerName",
                "spec.serviceAccountName", "status.phase", "status.podIP", "status.nominatedNodeName")) {
            pod.selectable(path, object -> Trees.string(object, path.split("\\.", 2)));
        }
        pod.selectable("spec.hostNetwork", object -> Boolean.toString(Trees.bool(object, "spec", "hostNetwork")));
        columns(ages).forEach(pod::column);
        return pod.build();
    }

    private static void begin(ObjectNode pod, Ages ages) {
        Trees.ensureObject(pod, "metadata").put("generation", 1);
        ObjectNode status = pod.putObject("status");
        status.put("phase", "Pending");
        if (!Trees.objects(pod, "spec", "schedulingGates").isEmpty()) {
            status.putArray("conditions").addObject().putNull("lastProbeTime")
                    .put("lastTransitionTime", Meta.time(ages.now()))
                    .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                    .put("reason", "SchedulingGated").put("status", "False").put("type", "PodScheduled");
        }
        ObjectNode spec = Trees.ensureObject(pod, "spec");
        status.put("qosClass", QosClass.of(spec));
        if (spec.path("terminationGracePeriodSeconds").asLong(0) < 0) {
            spec.put("terminationGracePeriodSeconds", 1);
        }
    }

    private static void check(ObjectNode pod, FieldErrors errors) {
        PodSpecChecks.spec(Place.root(pod, errors).at("spec"), Trees.string(pod, "metadata", "name"));
    }

    private static void checkNew(ObjectNode pod, FieldErrors errors) {
        Place spec = Place.root(pod, errors).at("spec");
        spec.at("ephemeralContainers").forbiddenIfPresent("cannot be set on create");
        if (!spec.at("schedulingGates").empty()) {
            spec.at("nodeName").forbiddenIfPresent("cannot be set until all schedulingGates have been cleared");
        }
    }

    /** A pod that runs nowhere, or no longer, has nothing to wind up. */
    private static long gracePeriod(ObjectNode pod, Optional<Long> requested) {
        long own = Trees.integer(pod, "spec", "terminationGracePeriodSeconds").orElse(30L);
        if (Trees.string(pod, "spec", "nodeName").isEmpty() || PodState.isOver(pod)) {
            return 0;
        }
        long period = requested.orElse(own);
        return period < 0 ? 1 : period;
    }

    /** The pod's address and the first of the list are the same; where they differ, the single one counts. */
    private static void oneAddress(ObjectNode pod) {
        String single = Trees.string(pod, "status", "podIP");
        List<ObjectNode> all = Trees.objects(pod, "status", "podIPs");
        String first = all.isEmpty() ? "" : Trees.string(all.getFirst(), "ip");
        if (!single.isEmpty() && !single.equals(first)) {
            Trees.ensureObject(pod, "status").putArray("podIPs").addObject().put("ip", single);
        } else if (single.isEmpty() && !first.isEmpty()) {
            Trees.ensureObject(pod, "status").put("podIP", first);
        }
    }

    private static void prepareStatus(RequestContext context, ObjectNode pod, ObjectNode old) {
        ObjectNode status = Trees.ensureObject(pod, "status");
        String before = Trees.string(old, "status", "qosClass");
        if (Trees.string(status, "qosClass").isEmpty() && !before.isEmpty()) {
            status.put("qosClass", before);
        }
        if (old.path("metadata").path("ownerReferences").isArray()) {
            Trees.ensureObject(pod, "metadata").set("ownerReferences", old.path("metadata").path("ownerReferences"));
        } else {
            Trees.ensureObject(pod, "metadata").remove("ownerReferences");
        }
    }

    /** The generation counts what users change in the spec, not the node that the pod is bound to. */
    private static void count(ObjectNode pod, ObjectNode old) {
        if (!Place.same(pod.path("spec"), old.path("spec"))) {
            long before = Trees.integer(old, "metadata", "generation").orElse(0L);
            Trees.ensureObject(pod, "metadata").put("generation", before + 1);
        }
    }

    private static void keepStatus(ObjectNode pod, ObjectNode old) {
        pod.set("status", old.path("status").deepCopy());
        count(pod, old);
    }

    private static void keepAllBut(ObjectNode pod, ObjectNode old, String field) {
        ObjectNode spec = Trees.ensureObject(old, "spec").deepCopy();
        spec.remove(field);
        Trees.array(pod, "spec", field).ifPresent(value -> spec.set(field, value));
        pod.set("spec", spec);
        keepStatus(pod, old);
    }

    private static List<Column> columns(Ages ages) {
        return List.of(Columns.NAME,
                Columns.text("Ready", "The aggregate readiness state of this pod for accepting traffic.", pod -> {
                    PodState state = PodState.of(pod);
                    return state.ready() + "/" + state.containers();
                }), Columns.text("Status", "The aggregate status of the containers in this pod.",
                        pod -> PodState.of(pod).reason()),
                Columns.text("Restarts", "The number of times the containers in this pod have been restarted and "
                        + "when the last container in this pod has restarted.", pod -> PodState.of(pod).restarts(ages)),
                ages.column(),
                Columns.wide("IP", FieldDocs.of("core.v1.PodStatus", "podIP"), Pods::address),
                Columns.wide("Node", FieldDocs.of("core.v1.PodSpec", "nodeName"),
                        atOr(Columns.NONE, "spec", "nodeName")),
                Columns.wide("Nominated Node", FieldDocs.of("core.v1.PodStatus", "nominatedNodeName"),
                        atOr(Columns.NONE, "status", "nominatedNodeName")),
                Columns.wide("Readiness Gates", FieldDocs.of("core.v1.PodSpec", "readinessGates"), Pods::gates));
    }

    private static Object address(ObjectNode pod) {
        String address = Trees.objects(pod, "status", "podIPs").stream().findFirst()
                .map(ip -> Trees.string(ip, "ip")).orElseGet(() -> Trees.string(pod, "status", "podIP"));
        return address.isEmpty() ? Columns.NONE : address;
    }

    private static Object gates(ObjectNode pod) {
        List<ObjectNode> gates = Trees.objects(pod, "spec", "readinessGates");
        if (gates.isEmpty()) {
            return Columns.NONE;
        }
        long open = gates.stream().filter(gate -> Trees.objects(pod, "status", "conditions").stream()
                .anyMatch(c -> Trees.string(c, "type").equals(Trees.string(gate, "conditionType"))
                        && Trees.string(c, "status").equals("True")))
                .count();
        return open + "/" + gates.size();
    }
}
