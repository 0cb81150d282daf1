package dev.coracle.controllermanager.clusterrole;

import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.tree.Json;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches cluster roles. {@code reconcile}: a role with an {@code aggregationRule} gets, by server-side apply, the rules of all roles that its
 * selectors name, in the order of their names and without repetition. Source: rbac.authorization.k8s.io/v1 AggregationRule.
 */
public final class ClusterRoleAggregation {

    private static final String NAME = "clusterrole-aggregation-controller";

    private final ApiClient client;
    private final Informer<ClusterRole> roles;

    private ClusterRoleAggregation(ControllerContext context) {
        this.client = context.client();
        this.roles = context.informers().informer(ClusterRole.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new ClusterRoleAggregation(context).start(context));
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, context.clock())
                .watches(roles, changed -> roles.cache().list().stream().filter(ClusterRoleAggregation::aggregates)
                        .map(role -> role.getMetadata().getName()).toList())
                .reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private static boolean aggregates(ClusterRole role) {
        return role.getAggregationRule() != null;
    }

    private Result reconcile(String name) {
        roles.cache().get("", name).filter(ClusterRoleAggregation::aggregates).ifPresent(role -> {
            List<PolicyRule> sum = sum(role, roles.cache().list());
            if (!sum.equals(role.getRules())) {
                apply(name, sum);
            }
        });
        return Result.done();
    }

    /** What the role is to allow. */
    static List<PolicyRule> sum(ClusterRole role, Collection<ClusterRole> all) {
        List<LabelSelector> selectors = role.getAggregationRule().getClusterRoleSelectors().stream()
                .map(selector -> LabelSelector.of(Serialization.toTree(selector))).toList();
        return all.stream().filter(other -> !other.getMetadata().getName().equals(role.getMetadata().getName()))
                .filter(other -> selectors.stream().anyMatch(selector -> selector.matches(labels(other))))
                .sorted(Comparator.comparing(other -> other.getMetadata().getName()))
                .flatMap(other -> other.getRules().stream()).distinct().toList();
    }

    private static Map<String, String> labels(ClusterRole role) {
        return role.getMetadata().getLabels() == null ? Map.of() : role.getMetadata().getLabels();
    }

    private void apply(String name, List<PolicyRule> rules) {
        ObjectNode configuration = Json.object().put("apiVersion", "rbac.authorization.k8s.io/v1")
                .put("kind", "ClusterRole");
        configuration.putObject("metadata").put("name", name);
        rules.forEach(rule -> configuration.withArrayProperty("rules").add(Serialization.toTree(rule)));
        try {
            client.resources(ClusterRole.class).patch("", name, PatchType.APPLY, configuration);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
