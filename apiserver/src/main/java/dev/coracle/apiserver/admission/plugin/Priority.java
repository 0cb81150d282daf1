package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Turns a pod's priority class into its number; keeps it that only one class is the default. */
public final class Priority implements AdmissionPlugin {

    private static final GroupResource CLASSES = new GroupResource("scheduling.k8s.io", "priorityclasses");
    private static final String PREEMPT = "PreemptLowerPriority";

    private record Chosen(String name, long value, String preemption) {}

    private final Objects objects;
    private final CachedView<Optional<Chosen>> globalDefault;

    public Priority(Objects objects) {
        this.objects = objects;
        this.globalDefault = new CachedView<>(objects, List.of(CLASSES), Priority::findDefault);
    }

    private static Optional<Chosen> findDefault(Objects objects) {
        return objects.list(CLASSES, "").stream().filter(c -> Trees.bool(c, "globalDefault")).map(Priority::chosen)
                .min(Comparator.comparingLong(Chosen::value));
    }

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (Requests.isPodCreate(request)) {
            decide(request);
        } else if (Requests.is(request, Operation.UPDATE, "", "pods") && request.old().isPresent()) {
            keep(request.object(), request.old().get());
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean write = Requests.is(request, Operation.CREATE, CLASSES.group(), CLASSES.resource())
                || Requests.is(request, Operation.UPDATE, CLASSES.group(), CLASSES.resource());
        if (write && Trees.bool(request.object(), "globalDefault")) {
            globalDefault.get().filter(c -> !c.name.equals(Meta.name(request.object()))).ifPresent(c -> {
                throw Requests.forbidden(request,
                        "PriorityClass " + c.name + " is already marked as default. Only one default can exist");
            });
        }
    }

    private void decide(AdmissionRequest request) {
        ObjectNode spec = Trees.ensureObject(request.object(), "spec");
        String name = Trees.string(spec, "priorityClassName");
        Chosen chosen;
        if (name.isEmpty()) {
            chosen = globalDefault.get().orElse(new Chosen("", 0, PREEMPT));
            if (!chosen.name.isEmpty()) {
                spec.put("priorityClassName", chosen.name);
            }
        } else {
            chosen = objects.get(CLASSES, "", name).map(Priority::chosen).orElseThrow(
                    () -> Requests.forbidden(request, "no PriorityClass with name " + name + " was found"));
        }
        Trees.integer(spec, "priority").filter(given -> given != chosen.value).ifPresent(given -> {
            throw Requests.forbidden(request,
                    "the integer value of priority (" + given + ") must not be provided in pod spec; "
                            + "priority admission controller computed " + chosen.value
                            + " from the given PriorityClass name");
        });
        spec.put("priority", (int) chosen.value);
        String policy = Trees.string(spec, "preemptionPolicy");
        if (spec.path("preemptionPolicy").isString() && !policy.equals(chosen.preemption)) {
            throw Requests.forbidden(request, "the string value of PreemptionPolicy (" + policy
                    + ") must not be provided in pod spec; priority admission controller computed "
                    + chosen.preemption + " from the given PriorityClass name");
        }
        spec.put("preemptionPolicy", chosen.preemption);
    }

    private static void keep(ObjectNode pod, ObjectNode old) {
        ObjectNode spec = Trees.ensureObject(pod, "spec");
        for (String field : List.of("priority", "preemptionPolicy")) {
            Trees.at(old, "spec", field).filter(value -> Trees.isAbsent(spec, field))
                    .ifPresent(value -> spec.set(field, value.deepCopy()));
        }
    }

    private static Chosen chosen(ObjectNode tree) {
        String policy = Trees.string(tree, "preemptionPolicy");
        return new Chosen(Meta.name(tree), Trees.integer(tree, "value").orElse(0L),
                policy.isEmpty() ? PREEMPT : policy);
    }
}
