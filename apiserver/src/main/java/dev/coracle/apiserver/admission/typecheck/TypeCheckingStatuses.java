package dev.coracle.apiserver.admission.typecheck;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.loop.ResourceLoop;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code status.typeChecking} and {@code status.observedGeneration} of ValidatingAdmissionPolicies whenever their spec has changed.
 * kube-controller-manager does this upstream; here it runs where the schemas and CEL are. Several API servers may run it: the first to write
 * is heeded.
 */
public final class TypeCheckingStatuses implements ResourceLoop.Step {

    private static final GroupResource POLICIES = new GroupResource("admissionregistration.k8s.io",
            "validatingadmissionpolicies");

    /** What the loop follows. */
    public static final List<GroupResource> FOLLOWED = List.of(POLICIES);

    private final Resources resources;
    private final Objects objects;

    public TypeCheckingStatuses(Resources resources, Objects objects) {
        this.resources = resources;
        this.objects = objects;
    }

    @Override
    public boolean run(ObjectNode policy) {
        if (generation(policy) <= observed(policy) || Meta.isDeleting(policy)) {
            return true;
        }
        ObjectNode spec = Trees.ensureObject(policy, "spec");
        List<TypeChecker.Warning> warnings = new TypeChecker(spec, MatchedKinds.of(spec, resources),
                MatchedKinds.ofParams(spec, resources)).warnings();
        objects.update(objects.ownContext(), POLICIES, "", Meta.name(policy), found -> {
            if (generation(found) == generation(policy) && observed(found) < generation(policy)) {
                write(Trees.ensureObject(found, "status"), generation(policy), warnings);
            }
            return found;
        });
        return true;
    }

    private static long generation(ObjectNode policy) {
        return Trees.integer(policy, "metadata", "generation").orElse(0L);
    }

    private static long observed(ObjectNode policy) {
        return Trees.integer(policy, "status", "observedGeneration").orElse(0L);
    }

    private static void write(ObjectNode status, long generation, List<TypeChecker.Warning> warnings) {
        status.put("observedGeneration", generation);
        ObjectNode typeChecking = status.putObject("typeChecking");
        if (!warnings.isEmpty()) {
            ArrayNode list = typeChecking.putArray("expressionWarnings");
            warnings.forEach(
                    warning -> list.addObject().put("fieldRef", warning.field()).put("warning", warning.text()));
        }
    }
}
