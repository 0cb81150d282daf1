package dev.coracle.apiserver.admission.plugin.pod;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodPluginsTest {

    private final FakeObjects objects = new FakeObjects()
            .with("", "namespaces", "{'metadata':{'name':'plain'}}")
            .with("", "namespaces", "{'metadata':{'name':'marked','annotations':{"
                    + "'scheduler.alpha.kubernetes.io/node-selector':'env=test, disk = ssd',"
                    + "'scheduler.alpha.kubernetes.io/defaultTolerations':'[{\\'key\\':\\'gpu\\',\\'operator\\':\\'Exists\\'}]',"
                            .replace("\\'", "\\\"")
                    + "'scheduler.alpha.kubernetes.io/tolerationsWhitelist':'[{\\'key\\':\\'gpu\\',\\'operator\\':\\'Exists\\'}]'"
                            .replace("\\'", "\\\"")
                    + "}}}")
            .with("", "nodes", "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z',"
                    + "'topology.kubernetes.io/region':'r','kubernetes.io/os':'linux'}},"
                    + "'status':{'allocatable':{'cpu':'2','memory':'1Gi'}}}")
            .with("", "nodes", "{'metadata':{'name':'w','labels':{'kubernetes.io/os':'windows'}}}");

    private static final Resource PODS = new Resource(
            new ResourceInfo(new GroupVersion("", "v1"), "pods", "pod", "Pod", true, Set.of(), List.of(), List.of(),
                    List.of()),
            Schema.anything(), KindRules.of("", "Pod").build(), Conversion.NONE, new GroupVersion("", "v1"),
            new GroupResource("", "pods"), "/registry/pods/", false);

    private static AdmissionRequest request(Operation operation, String subresource, String namespace,
            ObjectNode object,
            Optional<ObjectNode> old) {
        return new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of(), Map.of())), operation, PODS,
                subresource, namespace, Meta.name(object), object, old, Json.object(), false);
    }

    private static ObjectNode created(AdmissionPlugin plugin, String namespace, String spec) {
        ObjectNode pod = FakeObjects.tree("{'metadata':{'name':'p'},'spec':" + spec + "}");
        AdmissionRequest request = request(Operation.CREATE, "", namespace, pod, Optional.empty());
        plugin.mutate(request);
        plugin.validate(request);
        return pod;
    }

    private static StatusException refused(AdmissionPlugin plugin, AdmissionRequest request) {
        return assertThrows(StatusException.class, () -> {
            plugin.mutate(request);
            plugin.validate(request);
        });
    }

    private static String refused(AdmissionPlugin plugin, String namespace, String spec) {
        return String.valueOf(assertThrows(StatusException.class, () -> created(plugin, namespace, spec)).getMessage());
    }

    private static AdmissionRequest resize(String node, String before, String after) {
        String rest = "'nodeName':'" + node + "',";
        ObjectNode old = FakeObjects.tree("{'metadata':{'name':'p','generation':1},'spec':{" + rest + before + "}}");
        ObjectNode pod = FakeObjects.tree("{'metadata':{'name':'p','generation':2},'spec':{" + rest + after + "}}");
        return request(Operation.UPDATE, "resize", "plain", pod, Optional.of(old));
    }

    private static String container(String cpu) {
        return "'containers':[{'name':'c','resources':{'requests':{'cpu':'" + cpu + "'}}}]";
    }

    @Test
    void podsAndBindingsCarryTheZoneOfTheirNode() {
        PodTopologyLabels plugin = new PodTopologyLabels(objects);
        Map<String, String> expected = Map.of("topology.kubernetes.io/zone", "z", "topology.kubernetes.io/region", "r");
        assertEquals(expected, Meta.labels(created(plugin, "plain", "{'nodeName':'n'}")));
        assertEquals(Map.of(), Meta.labels(created(plugin, "plain", "{'nodeName':'gone'}")));
        ObjectNode binding = FakeObjects.tree("{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}");
        plugin.mutate(request(Operation.CREATE, "binding", "plain", binding, Optional.empty()));
        assertEquals(expected, Meta.labels(binding));
    }

    @Test
    void aResizeMustFitTheNode() {
        PodResizeValidator plugin = new PodResizeValidator(objects);
        assertDoesNotThrow(() -> plugin.validate(resize("n", container("1"), container("2"))));
        StatusException tooMuch = refused(plugin, resize("n", container("1"), container("2500m")));
        assertEquals("pods \"p\" is forbidden: node didn't have enough allocatable resources: cpu, requested: 2500, "
                + "allocatable: 2000", tooMuch.getMessage());
        assertEquals("NodeCapacity", tooMuch.status().details().causes().getFirst().reason());
        StatusException windows = refused(plugin, resize("w", container("1"), container("2")));
        assertEquals("UnsupportedPlatform", windows.status().details().causes().getFirst().reason());
        assertEquals("pods \"p\" is forbidden: node \"x\" not found",
                refused(plugin, resize("x", container("1"), container("2"))).getMessage());
    }

    @Test
    void anUpdateMayNeedWhatTheNodeDeclares() {
        NodeDeclaredFeatureValidator plugin = new NodeDeclaredFeatureValidator(objects);
        assertDoesNotThrow(() -> plugin.validate(resize("n", container("1"), container("2"))));
        AdmissionRequest whole = resize("n", "'resources':{'requests':{'cpu':'1'}}",
                "'resources':{'requests':{'cpu':'2'}}");
        assertEquals("pods \"p\" is forbidden: pod update requires features InPlacePodLevelResourcesVerticalScaling "
                + "which are not available on node \"n\"", refused(plugin, whole).getMessage());
        objects.update(objects.ownContext(), new GroupResource("", "nodes"), "", "n", node -> {
            Trees.ensureObject(node, "status").putArray("declaredFeatures")
                    .add("InPlacePodLevelResourcesVerticalScaling");
            return node;
        });
        assertDoesNotThrow(() -> plugin.validate(whole));
    }

    @Test
    void onlyNodesAreKeptForOneself() {
        LimitPodHardAntiAffinityTopology plugin = new LimitPodHardAntiAffinityTopology();
        String term = "{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':["
                + "{'topologyKey':'%s'}]}}}";
        assertDoesNotThrow(() -> created(plugin, "plain", String.format(term, "kubernetes.io/hostname")));
        assertEquals("pods \"p\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone "
                + "but only key kubernetes.io/hostname is allowed",
                refused(plugin, "plain", String.format(term, "zone")));
    }

    @Test
    void podsGoToTheNodesOfTheirNamespace() {
        PodNodeSelector plugin = new PodNodeSelector(objects, Optional.of(FakeObjects.tree(
                "{'podNodeSelectorPluginConfig':{'clusterDefaultNodeSelector':'pool=all','plain':'pool=all'}}")));
        assertEquals(FakeObjects.tree("{'disk':'ssd','env':'test','own':'x'}"),
                created(plugin, "marked", "{'nodeSelector':{'own':'x'}}").path("spec").path("nodeSelector"));
        assertEquals(FakeObjects.tree("{'pool':'all'}"),
                created(plugin, "plain", "{}").path("spec").path("nodeSelector"));
        assertEquals(
                "pods \"p\" is forbidden: pod node label selector conflicts with its namespace node label selector",
                refused(plugin, "marked", "{'nodeSelector':{'env':'live'}}"));
        assertEquals("pods \"p\" is forbidden: pod node label selector labels conflict with its namespace whitelist",
                refused(plugin, "plain", "{'nodeSelector':{'own':'x'}}"));
    }

    @Test
    void aNamespaceSaysWhatItsPodsTolerate() {
        PodTolerationRestriction plugin = new PodTolerationRestriction(objects, Optional.empty());
        List<ObjectNode> own = Trees.objects(created(plugin, "marked", "{}"), "spec", "tolerations");
        assertEquals(List.of("gpu"), own.stream().map(t -> Trees.string(t, "key")).toList());
        assertEquals("pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace "
                + "whitelist", refused(plugin, "marked", "{'tolerations':[{'operator':'Exists'}]}"));
        List<ObjectNode> burstable = Trees.objects(created(plugin, "plain", "{" + container("1") + "}"), "spec",
                "tolerations");
        assertEquals(List.of("node.kubernetes.io/memory-pressure"),
                burstable.stream().map(t -> Trees.string(t, "key")).toList());
    }

    @Test
    void whatNoTolerationHasStaysInTheNamespace() {
        objects.with("", "namespaces", "{'metadata':{'name':'sloppy','annotations':{"
                + "'scheduler.alpha.kubernetes.io/defaultTolerations':'[{\\'key\\':\\'gpu\\',\\'color\\':\\'red\\'}]'}}}");
        PodTolerationRestriction plugin = new PodTolerationRestriction(objects, Optional.of(FakeObjects
                .tree("{'default':[{'key':'fpga','color':'blue'}]}")));
        assertEquals(List.of(FakeObjects.tree("{'key':'gpu'}")),
                Trees.objects(created(plugin, "sloppy", "{}"), "spec", "tolerations"));
        assertEquals(List.of(FakeObjects.tree("{'key':'fpga'}")),
                Trees.objects(created(plugin, "plain", "{}"), "spec", "tolerations"));
    }

    @Test
    void aPodToleratesWhatItAsksFor() {
        String asks = "{'containers':[{'name':'c','resources':{'requests':{'cpu':'1','example.com/fpga':'1'}}}]}";
        List<ObjectNode> tolerations = Trees.objects(created(new ExtendedResourceToleration(), "plain", asks), "spec",
                "tolerations");
        assertEquals(List.of(FakeObjects.tree("{'effect':'NoSchedule','key':'example.com/fpga','operator':'Exists'}")),
                tolerations);
    }
}
