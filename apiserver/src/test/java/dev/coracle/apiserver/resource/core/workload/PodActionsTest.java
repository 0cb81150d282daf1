package dev.coracle.apiserver.resource.core.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.SystemClock;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodActionsTest {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

    private final RequestContext context = FakeObjects.context(UserInfo.LOOPBACK);
    private final FakeObjects objects = new FakeObjects().with("", "pods",
            "{'metadata':{'namespace':'a','name':'p','uid':'u','labels':{'app':'x'}},'spec':{},"
                    + "'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");

    private ObjectNode pod() {
        return objects.get(PODS, "a", "p").orElseThrow();
    }

    private StatusException evicted() {
        return assertThrows(StatusException.class, this::evict);
    }

    private void evict() {
        PodEviction eviction = new PodEviction(objects, SystemClock.instance());
        eviction.create(context, "a", "p", FakeObjects.tree("{'metadata':{'name':'p'}}"));
    }

    private void budget(String status) {
        objects.with("policy", "poddisruptionbudgets", "{'metadata':{'namespace':'a','name':'b','generation':1},"
                + "'spec':{'selector':{'matchLabels':{'app':'x'}}},'status':" + status + "}");
    }

    @Test
    void bindingIsOnceAndForAll() {
        PodBinding binding = new PodBinding(objects, SystemClock.instance());
        ObjectNode body = FakeObjects.tree("{'metadata':{'name':'p','annotations':{'k':'v'}},"
                + "'target':{'kind':'Node','name':'n1'}}");
        binding.create(context, "a", body);
        assertEquals("n1", Trees.string(pod(), "spec", "nodeName"));
        assertEquals("v", Trees.string(pod(), "metadata", "annotations", "k"));
        assertTrue(Trees.objects(pod(), "status", "conditions").stream()
                .anyMatch(c -> Trees.string(c, "type").equals("PodScheduled")));
        StatusException again = assertThrows(StatusException.class, () -> binding.create(context, "a", body));
        assertEquals("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\"",
                again.status().message());
    }

    @Test
    void evictionWithoutBudgetDeletes() {
        evict();
        assertTrue(objects.get(PODS, "a", "p").isEmpty());
    }

    @Test
    void evictionIsChargedToTheBudget() {
        budget("{'observedGeneration':1,'disruptionsAllowed':1,'currentHealthy':2,'desiredHealthy':1}");
        evict();
        ObjectNode budget = objects.get(BUDGETS, "a", "b").orElseThrow();
        assertEquals(0, budget.path("status").path("disruptionsAllowed").asInt(-1));
        assertTrue(budget.path("status").path("disruptedPods").has("p"));
    }

    @Test
    void anEmptyBudgetRefuses() {
        budget("{'observedGeneration':1,'disruptionsAllowed':0,'currentHealthy':1,'desiredHealthy':1}");
        StatusException refused = evicted();
        assertEquals(429, refused.status().code());
        assertEquals("DisruptionBudget", refused.status().details().causes().getFirst().reason());
        assertFalse(objects.get(PODS, "a", "p").isEmpty());
    }

    @Test
    void aBudgetThatIsNotYetReckonedAsksToWait() {
        budget("{'observedGeneration':0,'disruptionsAllowed':1}");
        assertEquals(10, evicted().status().details().retryAfterSeconds());
    }
}
