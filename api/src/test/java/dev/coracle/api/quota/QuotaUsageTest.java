package dev.coracle.api.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class QuotaUsageTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> usage(GroupResource resource, String json) {
        Map<String, String> shown = new TreeMap<>();
        QuotaUsage.of(resource, tree(json), NOW).forEach((name, amount) -> shown.put(name, amount.toString()));
        return shown;
    }

    @Test
    void aPodCountsForWhatItAsksFor() {
        assertEquals(
                Map.of("count/pods", "1", "pods", "1", "cpu", "300m", "requests.cpu", "300m", "limits.memory", "1Gi",
                        "hugepages-2Mi", "4Mi", "requests.hugepages-2Mi", "4Mi", "requests.example.com/gpu", "2"),
                usage(QuotaNames.PODS,
                        "{'spec':{'containers':[{'resources':{'requests':{'cpu':'100m','example.com/gpu':'2',"
                                + "'hugepages-2Mi':'4Mi'},'limits':{'memory':'1Gi','example.com/gpu':'2'}}},"
                                + "{'resources':{'requests':{'cpu':'200m'}}}]}}"));
    }

    @Test
    void aPodThatIsOverIsStillAnObject() {
        Map<String, String> object = Map.of("count/pods", "1");
        assertEquals(object, usage(QuotaNames.PODS, "{'status':{'phase':'Failed'}}"));
        String deleted = "{'metadata':{'deletionTimestamp':'2026-11-30T11:59:30Z','deletionGracePeriodSeconds':%d}}";
        assertEquals(object, usage(QuotaNames.PODS, deleted.formatted(29)), "its node is lost");
        assertEquals("1", usage(QuotaNames.PODS, deleted.formatted(31)).get("pods"));
    }

    @Test
    void aClaimCountsForItsClassToo() {
        String gold = "gold.storageclass.storage.k8s.io/";
        assertEquals(
                Map.of("count/persistentvolumeclaims", "1", "persistentvolumeclaims", "1", "requests.storage", "1Gi",
                        gold + "persistentvolumeclaims", "1", gold + "requests.storage", "1Gi"),
                usage(QuotaNames.VOLUME_CLAIMS,
                        "{'spec':{'storageClassName':'gold','resources':{'requests':{'storage':'1Gi'}}}}"));
        assertEquals("3Gi", usage(QuotaNames.VOLUME_CLAIMS,
                "{'spec':{'resources':{'requests':{'storage':'1Gi'}}},'status':{'allocatedResources':{'storage':'3Gi'}}}")
                .get("requests.storage"), "an expansion that was given up has taken it");
    }

    @Test
    void aServiceCountsForThePortsThatItIsGiven() {
        String ports = "'ports':[{'port':1},{'port':2,'nodePort':30002}]";
        assertEquals(Map.of("count/services", "1", "services", "1"),
                usage(QuotaNames.SERVICES, "{'spec':{'type':'ClusterIP'," + ports + "}}"));
        assertEquals("2", usage(QuotaNames.SERVICES, "{'spec':{'type':'NodePort'," + ports + "}}")
                .get("services.nodeports"));
        Map<String, String> balanced = usage(QuotaNames.SERVICES,
                "{'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false," + ports + "}}");
        assertEquals("1", balanced.get("services.nodeports"));
        assertEquals("1", balanced.get("services.loadbalancers"));
    }

    @Test
    void aDeviceClaimCountsForTheMostItMayBeGiven() {
        assertEquals(
                Map.of("count/resourceclaims.resource.k8s.io", "1", "gpu.deviceclass.resource.k8s.io/devices", "37",
                        "nic.deviceclass.resource.k8s.io/devices", "2"),
                usage(QuotaNames.DEVICE_CLAIMS,
                        "{'spec':{'devices':{'requests':["
                                + "{'exactly':{'deviceClassName':'gpu','allocationMode':'ExactCount','count':5}},"
                                + "{'firstAvailable':[{'deviceClassName':'gpu','allocationMode':'All'},"
                                + "{'deviceClassName':'gpu','allocationMode':'ExactCount','count':3},"
                                + "{'deviceClassName':'nic','allocationMode':'ExactCount','count':2}]}]}}}"));
    }

    @Test
    void namesBelongToResources() {
        Map<String, GroupResource> owners = Map.of("cpu", QuotaNames.PODS, "limits.memory", QuotaNames.PODS,
                "requests.example.com/gpu", QuotaNames.PODS, "requests.storage", QuotaNames.VOLUME_CLAIMS,
                "gold.storageclass.storage.k8s.io/requests.storage", QuotaNames.VOLUME_CLAIMS,
                "services.nodeports", QuotaNames.SERVICES, "gpu.deviceclass.resource.k8s.io/devices",
                QuotaNames.DEVICE_CLAIMS, "secrets", new GroupResource("", "secrets"),
                "count/deployments.apps", new GroupResource("apps", "deployments"));
        owners.forEach((name, resource) -> assertEquals(Optional.of(resource), QuotaNames.counted(name), name));
        assertEquals(Optional.empty(), QuotaNames.counted("limits.example.com/gpu"));
        assertEquals(Optional.empty(), QuotaNames.counted("requests.kubernetes.io/something"));
    }

    @Test
    void containersSayUnlessThePodDoes() {
        Set<String> hard = Set.of("requests.cpu", "limits.memory", "pods");
        String container = "'containers':[{'name':'b','resources':{'requests':{'cpu':'1'}}},{'name':'a'}]";
        assertEquals("limits.memory for: a,b; requests.cpu for: a",
                PodUsage.unsaid(tree("{'spec':{" + container + "}}"), hard));
        assertEquals("", PodUsage.unsaid(
                tree("{'spec':{'resources':{'limits':{'memory':'1Gi'}}," + container + "}}"), hard));
    }

    private static boolean counted(String scope, String operator, String values, GroupResource resource,
            String object) {
        return QuotaScopes.count(
                tree("{'spec':{'scopeSelector':{'matchExpressions':[{'scopeName':'" + scope + "','operator':'"
                        + operator + "','values':[" + values + "]}]}}}"),
                resource, tree(object));
    }

    @Test
    void scopes() {
        String gold = "{'spec':{'volumeAttributesClassName':'gold'},'status':{'currentVolumeAttributesClassName':'tin'}}";
        assertTrue(counted("VolumeAttributesClass", "In", "'tin'", QuotaNames.VOLUME_CLAIMS, gold));
        assertFalse(counted("VolumeAttributesClass", "In", "'silver'", QuotaNames.VOLUME_CLAIMS, gold));
        assertTrue(counted("VolumeAttributesClass", "NotIn", "'silver'", QuotaNames.VOLUME_CLAIMS, "{}"));
        assertFalse(counted("VolumeAttributesClass", "Exists", "", QuotaNames.VOLUME_CLAIMS, "{}"));
        assertFalse(counted("PriorityClass", "DoesNotExist", "", QuotaNames.VOLUME_CLAIMS, "{}"), "a claim has none");
        assertFalse(counted("Terminating", "Exists", "", QuotaNames.SERVICES, "{}"));
        String zero = "{'spec':{'containers':[{'resources':{'requests':{'cpu':'0'}}}]}}";
        assertTrue(counted("BestEffort", "Exists", "", QuotaNames.PODS, zero));
        assertFalse(counted("BestEffort", "Exists", "", QuotaNames.PODS, zero.replace("'0'", "'1'")));
        String near = "{'spec':{'affinity':{'podAntiAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':"
                + "[{'podAffinityTerm':{'namespaces':[%s]}}]}}}}";
        assertTrue(counted("CrossNamespacePodAffinity", "Exists", "", QuotaNames.PODS, near.formatted("'b'")));
        assertFalse(counted("CrossNamespacePodAffinity", "Exists", "", QuotaNames.PODS, near.formatted("")));
    }
}
