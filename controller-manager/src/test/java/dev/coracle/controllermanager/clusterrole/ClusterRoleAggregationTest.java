package dev.coracle.controllermanager.clusterrole;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationTest {

    private static PolicyRule rule(String resource) {
        return new PolicyRuleBuilder().withApiGroups("").withResources(resource).withVerbs("get").build();
    }

    private static ClusterRole role(String name, String label, String... resources) {
        return new ClusterRoleBuilder().withNewMetadata().withName(name).addToLabels(label, "true").endMetadata()
                .withRules(Arrays.stream(resources).map(ClusterRoleAggregationTest::rule).toList()).build();
    }

    private static final ClusterRole VIEW = new ClusterRoleBuilder().withNewMetadata().withName("view")
            .addToLabels("to-view", "true").endMetadata().withNewAggregationRule().addNewClusterRoleSelector()
            .addToMatchLabels("to-view", "true").endClusterRoleSelector().addNewClusterRoleSelector()
            .addNewMatchExpression().withKey("extra").withOperator("Exists").endMatchExpression()
            .endClusterRoleSelector().endAggregationRule().withRules(rule("own")).build();

    @Test
    void sumsTheRulesOfAllThatAnySelectorNamesInTheOrderOfNames() {
        List<ClusterRole> all = List.of(role("b", "to-view", "pods", "services"), VIEW, role("c", "other", "secrets"),
                role("a", "extra", "services", "nodes"));
        assertEquals(List.of(rule("services"), rule("nodes"), rule("pods")), ClusterRoleAggregation.sum(VIEW, all));
    }

    @Test
    void nothingToSumIsNoRules() {
        assertEquals(List.of(), ClusterRoleAggregation.sum(VIEW, List.of(VIEW)));
    }
}
