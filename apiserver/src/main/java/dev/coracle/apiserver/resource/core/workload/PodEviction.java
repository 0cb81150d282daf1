package dev.coracle.apiserver.resource.core.workload;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.pod.PodState;
import dev.coracle.apiserver.verb.SubresourceAction;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pods/eviction}: a deletion that asks the pod's disruption budget first. A budget without room answers 429, so that the caller
 * tries again; one that was written to in between is asked again. Safe for use by any number of threads.
 */
public final class PodEviction implements SubresourceAction {

    private static final GroupResource PODS = new GroupResource("", "pods");
    /** As the original names it in conflicts of evictions. */
    private static final GroupResource POD = new GroupResource("", "Pod");
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");
    private static final int MAX_DISRUPTED = 2000;
    private static final int RETRY_SECONDS = 10;

    private final Objects objects;
    private final Clock clock;

    public PodEviction(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public ObjectNode handle(RequestContext context, Resource parent, String namespace, String name, ObjectNode body) {
        return create(context, namespace, name, body);
    }

    /** @param body the Eviction, whose name may be left out */
    public ObjectNode create(RequestContext context, String namespace, String name, ObjectNode body) {
        if (!Meta.name(body).isEmpty() && !Meta.name(body).equals(name)) {
            throw StatusException.badRequest("name in URL does not match name in Eviction object");
        }
        ObjectNode pod = objects.get(PODS, namespace, name)
                .orElseThrow(() -> StatusException.notFound(PODS, name));
        ObjectNode options = Trees.object(body, "deleteOptions").map(ObjectNode::deepCopy).orElseGet(Json::object);
        boolean dryRun = context.dryRun() || Trees.strings(options, "dryRun").contains("All");
        if (!goesFreely(pod)) {
            askBudget(context, pod, dryRun);
        }
        if (!dryRun) {
            ObjectNode preconditions = Trees.ensureObject(options, "preconditions");
            if (Trees.string(preconditions, "uid").isEmpty()) {
                preconditions.put("uid", Meta.uid(pod));
            }
            marked(context, pod, preconditions);
            objects.delete(context, PODS, namespace, name, options);
        }
        return PodBinding.success();
    }

    /** Tells whoever looks after the pod why it goes; what the caller knew of the pod's version is then the new one. */
    private void marked(RequestContext context, ObjectNode pod, ObjectNode preconditions) {
        String name = Meta.name(pod);
        ObjectNode after = objects.update(context, PODS, Meta.namespace(pod), name, now -> {
            unchanged(preconditions, "UID", "uid", Meta.uid(now), name);
            unchanged(preconditions, "ResourceVersion", "resourceVersion", Meta.resourceVersion(now), name);
            targeted(Trees.ensureObject(now, "status"));
            return now;
        });
        if (!Trees.string(preconditions, "resourceVersion").isEmpty()) {
            preconditions.put("resourceVersion", Meta.resourceVersion(after));
        }
    }

    private static void unchanged(ObjectNode preconditions, String word, String field, String now, String name) {
        String wanted = Trees.string(preconditions, field);
        if (!wanted.isEmpty() && !wanted.equals(now)) {
            throw StatusException.conflict(POD, name, "the " + word + " in the precondition (" + wanted
                    + ") does not match the " + word + " in record (" + now + "). The object might have been "
                    + (field.equals("uid") ? "deleted and then recreated" : "modified"));
        }
    }

    private void targeted(ObjectNode status) {
        ArrayNode conditions = Trees.ensureArray(status, "conditions");
        ObjectNode condition = Trees.objects(status, "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals("DisruptionTarget")).findFirst()
                .orElseGet(conditions::addObject);
        if (!Trees.string(condition, "status").equals("True")) {
            condition.putNull("lastProbeTime").put("lastTransitionTime", Meta.time(clock.now()));
        }
        condition.put("message", "Eviction API: evicting").put("reason", "EvictionByEvictionAPI").put("status", "True")
                .put("type", "DisruptionTarget");
    }

    /** A pod that is over, waits for a node, or is going already, disrupts nothing. */
    private static boolean goesFreely(ObjectNode pod) {
        return PodState.isOver(pod) || Trees.string(pod, "status", "phase").equals("Pending")
                || Meta.isDeleting(pod);
    }

    private void askBudget(RequestContext context, ObjectNode pod, boolean dryRun) {
        String namespace = Meta.namespace(pod);
        List<ObjectNode> budgets = objects.list(BUDGETS, namespace).stream().filter(budget -> covers(budget, pod))
                .toList();
        if (budgets.size() > 1) {
            throw StatusException
                    .internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
                            + "support.");
        }
        if (budgets.isEmpty()) {
            return;
        }
        ObjectNode budget = budgets.getFirst();
        boolean ready = isReady(pod);
        if (!ready && mayGoUnhealthy(budget)) {
            return;
        }
        if (dryRun) {
            charged(budget, pod);
        } else {
            objects.update(objects.ownContext(), BUDGETS, namespace, Meta.name(budget), now -> charged(now, pod));
        }
    }

    private static boolean covers(ObjectNode budget, ObjectNode pod) {
        return Trees.object(budget, "spec", "selector").filter(s -> Labels.matches(s, Meta.labels(pod))).isPresent();
    }

    private static boolean isReady(ObjectNode pod) {
        return Trees.objects(pod, "status", "conditions").stream()
                .anyMatch(c -> Trees.string(c, "type").equals("Ready") && Trees.string(c, "status").equals("True"));
    }

    /** A pod that isn't ready may go if the policy says so, or if the others suffice. */
    private static boolean mayGoUnhealthy(ObjectNode budget) {
        if (Trees.string(budget, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")) {
            return true;
        }
        long current = number(budget, "currentHealthy");
        long desired = number(budget, "desiredHealthy");
        return current >= desired && desired > 0;
    }

    private static long number(ObjectNode budget, String field) {
        return Trees.integer(budget, "status", field).orElse(0L);
    }

    /** The budget with one disruption less, and the pod noted as on its way. */
    private ObjectNode charged(ObjectNode budget, ObjectNode pod) {
        String name = Meta.name(budget);
        long generation = Trees.integer(budget, "metadata", "generation").orElse(0L);
        if (number(budget, "observedGeneration") < generation) {
            throw refused("The disruption budget " + name + " is still being processed by the server.", RETRY_SECONDS);
        }
        JsonNode disrupted = budget.path("status").path("disruptedPods");
        if (disrupted.has(Meta.name(pod))) {
            return budget;
        }
        if (disrupted.size() > MAX_DISRUPTED) {
            throw StatusException.forbidden(BUDGETS, name, "DisruptedPods map too big - too many evictions not "
                    + "confirmed by PDB controller");
        }
        long allowed = number(budget, "disruptionsAllowed");
        if (allowed <= 0) {
            throw refused("The disruption budget " + name + " needs " + number(budget, "desiredHealthy")
                    + " healthy pods and has " + number(budget, "currentHealthy") + " currently", 0);
        }
        ObjectNode status = Trees.ensureObject(budget, "status");
        status.put("disruptionsAllowed", allowed - 1);
        Trees.ensureObject(status, "disruptedPods").put(Meta.name(pod), Meta.time(clock.now()));
        if (allowed == 1) {
            insufficient(status, generation);
        }
        return budget;
    }

    private void insufficient(ObjectNode status, long generation) {
        Optional<ObjectNode> found = Trees.objects(status, "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals("DisruptionAllowed")).findFirst();
        ObjectNode condition = found.orElseGet(() -> Trees.ensureArray(status, "conditions").addObject());
        if (!Trees.string(condition, "status").equals("False")) {
            condition.put("lastTransitionTime", Meta.time(clock.now()));
        }
        condition.put("message", "").put("observedGeneration", generation).put("reason", "InsufficientPods")
                .put("status", "False").put("type", "DisruptionAllowed");
    }

    private static StatusException refused(String why, int retrySeconds) {
        StatusDetails details = StatusDetails.NONE.withCauses(List.of(new StatusCause("DisruptionBudget", why, "")));
        return new StatusException(new Status(Reason.TOO_MANY_REQUESTS.code(), Reason.TOO_MANY_REQUESTS.word(),
                "Cannot evict pod as it would violate the pod's disruption budget.",
                retrySeconds > 0 ? details.withRetryAfter(retrySeconds) : details));
    }
}
