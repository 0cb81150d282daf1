package dev.coracle.controllermanager.disruption;

import dev.coracle.api.meta.Meta;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the status of PodDisruptionBudgets, by which evictions are allowed or refused. Watches budgets and pods; {@code reconcile}: count the
 * budget's pods → {@link BudgetPlan} → status.
 */
public final class DisruptionController {

    private static final String NAME = "disruption-controller";
    /** An eviction that was granted and whose pod is still there after this long is taken to have failed. */
    private static final Duration DISRUPTED_FOR = Duration.ofMinutes(2);

    private final ApiClient client;
    private final Clock clock;
    private final Informer<PodDisruptionBudget> budgets;
    private final Informer<Pod> pods;

    private DisruptionController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.budgets = context.informers().informer(PodDisruptionBudget.class);
        this.pods = context.informers().informer(Pod.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            DisruptionController its = new DisruptionController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.budgets)
                    .watches(its.pods, its::budgetsOf).reconciler(its::reconcile)
                    .build();
            controller.start();
            return controller;
        });
    }

    private List<String> budgetsOf(Pod pod) {
        return budgets.cache().list(pod.getMetadata().getNamespace()).stream().filter(budget -> covers(budget, pod))
                .map(budget -> budget.getMetadata().getNamespace() + "/" + budget.getMetadata().getName()).toList();
    }

    private static boolean covers(PodDisruptionBudget budget, Pod pod) {
        return budget.getSpec().getSelector() != null
                && Selectors.matches(budget.getSpec().getSelector(), Pods.labels(pod));
    }

    private Result reconcile(String key) {
        Optional<PodDisruptionBudget> found = budgets.cache().get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        PodDisruptionBudget budget = found.get();
        List<Pod> covered = pods.cache().list(budget.getMetadata().getNamespace()).stream()
                .filter(pod -> covers(budget, pod) && !Pods.isTerminal(pod))
                .toList();
        Map<String, String> disrupted = stillDisrupted(budget, covered);
        int healthy = (int) covered.stream()
                .filter(pod -> Pods.isReady(pod) && !Pods.isTerminating(pod)
                        && !disrupted.containsKey(pod.getMetadata().getName()))
                .count();
        BudgetPlan plan = BudgetPlan.of(budget.getSpec(), covered.size(), expectedScale(covered));
        write(budget, plan, healthy, disrupted);
        return disrupted.isEmpty() ? Result.done() : Result.requeueAfter(DISRUPTED_FOR);
    }

    private Map<String, String> stillDisrupted(PodDisruptionBudget budget, List<Pod> covered) {
        Map<String, String> still = new HashMap<>();
        if (budget.getStatus() != null && budget.getStatus().getDisruptedPods() != null) {
            Instant limit = clock.now().minus(DISRUPTED_FOR);
            budget.getStatus().getDisruptedPods().forEach((pod, since) -> {
                boolean there = covered.stream()
                        .anyMatch(p -> p.getMetadata().getName().equals(pod) && !Pods.isTerminating(p));
                if (there && Instant.parse(since).isAfter(limit)) {
                    still.put(pod, since);
                }
            });
        }
        return still;
    }

    /** How many pods the owners of the covered ones want, each owner counted once. */
    private int expectedScale(List<Pod> covered) {
        Map<String, Integer> scales = new HashMap<>();
        int alone = 0;
        for (Pod pod : covered) {
            Optional<OwnerReference> owner = OwnerRefs.controllerOf(pod);
            if (owner.isEmpty()) {
                alone++;
            } else {
                scales.computeIfAbsent(owner.get().getUid(),
                        uid -> scale(pod.getMetadata().getNamespace(), owner.get()));
            }
        }
        return alone + scales.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int scale(String namespace, OwnerReference owner) {
        return switch (owner.getKind()) {
            case "ReplicaSet" -> client.resources(ReplicaSet.class).get(namespace, owner.getName())
                    .map(set -> OwnerRefs.controllerOf(set).filter(o -> o.getKind().equals("Deployment"))
                            .flatMap(o -> client.resources(Deployment.class).get(namespace, o.getName()))
                            .map(d -> Pods.orZero(d.getSpec().getReplicas()))
                            .orElseGet(() -> Pods.orZero(set.getSpec().getReplicas())))
                    .orElse(0);
            case "StatefulSet" -> client.resources(StatefulSet.class).get(namespace, owner.getName())
                    .map(s -> Pods.orZero(s.getSpec().getReplicas())).orElse(0);
            case "ReplicationController" ->
                client.resources(ReplicationController.class).get(namespace, owner.getName())
                        .map(s -> Pods.orZero(s.getSpec().getReplicas())).orElse(0);
            default -> 0;
        };
    }

    private void write(PodDisruptionBudget budget, BudgetPlan plan, int healthy, Map<String, String> disrupted) {
        int allowed = plan.expected() == 0 ? 0 : Math.max(0, healthy - plan.desired());
        PodDisruptionBudgetStatus status = new PodDisruptionBudgetStatus();
        status.setCurrentHealthy(healthy);
        status.setDesiredHealthy(plan.desired());
        status.setExpectedPods(plan.expected());
        status.setDisruptionsAllowed(allowed);
        status.setObservedGeneration(budget.getMetadata().getGeneration());
        status.setDisruptedPods(disrupted);
        status.setConditions(conditions(budget, allowed));
        if (status.equals(budget.getStatus())) {
            return;
        }
        PodDisruptionBudget changed = Copies.deepCopy(budget);
        changed.setStatus(status);
        try {
            client.resources(PodDisruptionBudget.class).updateStatus(changed);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private List<Condition> conditions(PodDisruptionBudget budget, int allowed) {
        List<Condition> before = budget.getStatus() == null || budget.getStatus().getConditions() == null
                ? List.of()
                : budget.getStatus().getConditions();
        String word = allowed > 0 ? "True" : "False";
        Optional<Condition> same = before.stream()
                .filter(c -> c.getType().equals("DisruptionAllowed") && c.getStatus().equals(word)).findFirst();
        List<Condition> now = new ArrayList<>(
                before.stream().filter(c -> !c.getType().equals("DisruptionAllowed")).toList());
        now.add(new ConditionBuilder().withType("DisruptionAllowed").withStatus(word)
                .withReason(allowed > 0 ? "SufficientPods" : "InsufficientPods").withMessage("")
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withLastTransitionTime(same.map(Condition::getLastTransitionTime).orElse(Meta.time(clock.now())))
                .build());
        return now;
    }
}
