package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.config.PluginConfigurations;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.ResourceTable;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.server.AdmissionPlugins;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AdmissionPluginsTest {

    private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");

    private final FakeObjects objects = new FakeObjects()
            .with("", "namespaces", "{'metadata':{'name':'a'},'status':{'phase':'Active'}}")
            .with("", "namespaces",
                    "{'metadata':{'name':'gone','deletionTimestamp':'2026-01-01T00:00:00Z'},'status':{'phase':'Terminating'}}")
            .with("", "serviceaccounts", "{'metadata':{'namespace':'a','name':'default'}}");
    private final Rbac rbac = new Rbac(objects);
    private final Authorization authorization = new Authorization(List.of(rbac));

    private List<AdmissionPlugin> plugins(List<String> enable, List<String> disable) {
        return new AdmissionPlugins(objects, new ResourceTable(List.of()), authorization,
                (resource, object) -> {}, PluginConfigurations.NONE, ApiServerOptions.Pods.USUAL,
                SystemClock.instance()).build(enable, disable,
                        rbac,
                        authorization);
    }

    private static Resource resource(String group, String version, String plural, String kind) {
        ResourceInfo info = new ResourceInfo(new GroupVersion(group, version), plural, plural, kind, true, Set.of(),
                List.of(), List.of(), List.of());
        return new Resource(info, Schema.anything(), KindRules.of(group, kind).build(), Conversion.NONE,
                new GroupVersion(group, version), new GroupResource(group, plural), "/registry/" + plural + "/", false);
    }

    private static AdmissionRequest create(Resource resource, String namespace, ObjectNode object) {
        return new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of("dev"), Map.of())),
                Operation.CREATE, resource, "", namespace, Meta.name(object), object, Optional.empty(), Json.object(),
                false);
    }

    private static AdmissionRequest update(Resource resource, String namespace, ObjectNode object, ObjectNode old) {
        return new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of("dev"), Map.of())),
                Operation.UPDATE, resource, "", namespace, Meta.name(object), object, Optional.of(old), Json.object(),
                false);
    }

    private ObjectNode admitted(AdmissionRequest request) {
        List<AdmissionPlugin> plugins = plugins(List.of(), List.of());
        plugins.forEach(plugin -> plugin.mutate(request));
        plugins.forEach(plugin -> plugin.validate(request));
        return request.object();
    }

    private String refused(AdmissionRequest request) {
        return String.valueOf(assertThrows(StatusException.class, () -> admitted(request)).getMessage());
    }

    private static Resource pods() {
        return resource("", "v1", "pods", "Pod");
    }

    private static ObjectNode pod(String more) {
        return FakeObjects.tree("{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c'" + more + "}]}}");
    }

    @Test
    void aPodGetsWhatUpstreamGivesIt() {
        ObjectNode spec = (ObjectNode) admitted(create(pods(), "a", pod(""))).get("spec");
        assertEquals("default", Trees.string(spec, "serviceAccountName"));
        assertEquals(0L, Trees.integer(spec, "priority").orElseThrow());
        assertEquals("PreemptLowerPriority", Trees.string(spec, "preemptionPolicy"));
        assertEquals(2, Trees.objects(spec, "tolerations").size());
        ObjectNode volume = Trees.objects(spec, "volumes").getFirst();
        assertTrue(Trees.string(volume, "name").matches("kube-api-access-[a-z0-9]{5}"));
        ObjectNode mount = Trees.objects(Trees.objects(spec, "containers").getFirst(), "volumeMounts").getFirst();
        assertEquals(Trees.string(volume, "name"), Trees.string(mount, "name"));
        assertTrue(Trees.bool(mount, "readOnly"));
    }

    @Test
    void noTokenWhereNoneIsWanted() {
        ObjectNode pod = pod("");
        ((ObjectNode) pod.get("spec")).put("automountServiceAccountToken", false);
        assertTrue(Trees.at(admitted(create(pods(), "a", pod)), "spec", "volumes").isEmpty());
    }

    @Test
    void namespacesThatAreNotThereOrGoing() {
        assertEquals("namespaces \"x\" not found", refused(create(pods(), "x", pod(""))));
        StatusException going = assertThrows(StatusException.class,
                () -> admitted(create(pods(), "gone", pod(""))));
        assertEquals("pods \"p\" is forbidden: unable to create new content in namespace gone because it is being"
                + " terminated", going.getMessage());
        assertEquals("NamespaceTerminating", going.status().details().causes().getFirst().reason());
        AdmissionRequest delete = new AdmissionRequest(FakeObjects.context(UserInfo.LOOPBACK), Operation.DELETE,
                resource("", "v1", "namespaces", "Namespace"), "", "", "default", Json.object(), Optional.empty(),
                Json.object(), false);
        assertEquals("namespaces \"default\" is forbidden: this namespace may not be deleted", refused(delete));
    }

    @Test
    void accountsAndClassesThatAreNotThere() {
        ObjectNode pod = pod("");
        ((ObjectNode) pod.get("spec")).put("serviceAccountName", "robot");
        assertEquals("pods \"p\" is forbidden: error looking up service account a/robot: serviceaccount \"robot\" not"
                + " found", refused(create(pods(), "a", pod)));
        ObjectNode high = pod("");
        ((ObjectNode) high.get("spec")).put("priorityClassName", "high");
        assertEquals("pods \"p\" is forbidden: no PriorityClass with name high was found",
                refused(create(pods(), "a", high)));
        objects.with("scheduling.k8s.io", "priorityclasses", "{'metadata':{'name':'high'},'value':1000}");
        assertEquals(1000L, Trees.integer(admitted(create(pods(), "a", high.deepCopy())), "spec", "priority")
                .orElseThrow());
        ObjectNode runtime = pod("");
        ((ObjectNode) runtime.get("spec")).put("runtimeClassName", "kata");
        assertEquals("pods \"p\" is forbidden: pod rejected: RuntimeClass \"kata\" not found",
                refused(create(pods(), "a", runtime)));
    }

    @Test
    void limitRanges() {
        objects.with("", "limitranges",
                "{'metadata':{'namespace':'a','name':'l'},'spec':{'limits':[{'type':'Container',"
                        + "'default':{'cpu':'200m'},'defaultRequest':{'cpu':'100m'},'max':{'cpu':'1'},'min':{'cpu':'50m'}}]}}");
        ObjectNode admitted = admitted(create(pods(), "a", pod("")));
        ObjectNode container = Trees.objects(admitted, "spec", "containers").getFirst();
        assertEquals("100m", Trees.string(container, "resources", "requests", "cpu"));
        assertEquals("200m", Trees.string(container, "resources", "limits", "cpu"));
        assertEquals("LimitRanger plugin set: cpu request for container c; cpu limit for container c",
                Meta.annotations(admitted).get("kubernetes.io/limit-ranger"));
        assertEquals("pods \"p\" is forbidden: maximum cpu usage per Container is 1, but limit is 2", refused(
                create(pods(), "a", pod(",'resources':{'requests':{'cpu':'1'},'limits':{'cpu':'2'}}"))));
        assertEquals("pods \"p\" is forbidden: minimum cpu usage per Container is 50m, but request is 10m", refused(
                create(pods(), "a", pod(",'resources':{'requests':{'cpu':'10m'}}"))));
    }

    @Test
    void quota() {
        objects.with("", "resourcequotas", "{'metadata':{'namespace':'a','name':'q'},'spec':{'hard':{'pods':'1',"
                + "'requests.cpu':'1'}},'status':{'hard':{'pods':'1','requests.cpu':'1'},'used':{'pods':'0','requests.cpu':'0'}}}");
        assertEquals("pods \"p\" is forbidden: failed quota: q: must specify requests.cpu for: c",
                refused(create(pods(), "a", pod(""))));
        String asks = ",'resources':{'requests':{'cpu':'300m'}}";
        admitted(create(pods(), "a", pod(asks)));
        ObjectNode used = Trees.object(objects.get(QUOTAS, "a", "q").orElseThrow(), "status", "used").orElseThrow();
        assertEquals("1", Trees.string(used, "pods"));
        assertEquals("300m", Trees.string(used, "requests.cpu"));
        assertEquals("pods \"p\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1",
                refused(create(pods(), "a", pod(asks))));
        Resource maps = resource("", "v1", "configmaps", "ConfigMap");
        admitted(create(maps, "a", FakeObjects.tree("{'metadata':{'name':'m'}}")));
        objects.update(objects.ownContext(), QUOTAS, "a", "q", quota -> FakeObjects.tree(
                "{'metadata':{'namespace':'a','name':'q'},'spec':{'hard':{'count/configmaps':'0'}}}"));
        admitted(create(maps, "a", FakeObjects.tree("{'metadata':{'name':'not-counted-yet'}}")));
        objects.update(objects.ownContext(), QUOTAS, "a", "q", quota -> FakeObjects.tree(
                "{'metadata':{'namespace':'a','name':'q'},'status':{'hard':{'count/configmaps':'0'}}}"));
        assertEquals("configmaps \"m\" is forbidden: status unknown for quota: q, resources: count/configmaps",
                refused(create(maps, "a", FakeObjects.tree("{'metadata':{'name':'m'}}"))));
    }

    @Test
    void quotaOfScopes() {
        Resource claims = resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");
        objects.with("", "resourcequotas", "{'metadata':{'namespace':'a','name':'gold'},'spec':{'scopeSelector':{"
                + "'matchExpressions':[{'scopeName':'VolumeAttributesClass','operator':'In','values':['gold']}]}},"
                + "'status':{'hard':{'persistentvolumeclaims':'1'},'used':{'persistentvolumeclaims':'1'}}}");
        String claim = "{'metadata':{'name':'c'},'spec':{'volumeAttributesClassName':'%s'}}";
        admitted(create(claims, "a", FakeObjects.tree(claim.formatted("silver"))));
        assertEquals("persistentvolumeclaims \"c\" is forbidden: exceeded quota: gold, requested: "
                + "persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1",
                refused(create(claims, "a", FakeObjects.tree(claim.formatted("gold")))));
    }

    @Test
    void quotaOfAPodThatComesToEnd() {
        objects.with("", "resourcequotas",
                "{'metadata':{'namespace':'a','name':'ends'},'spec':{'scopes':['Terminating']},"
                        + "'status':{'hard':{'pods':'1'},'used':{'pods':'0'}}}");
        ObjectNode lasting = pod("");
        ObjectNode ending = lasting.deepCopy();
        Trees.ensureObject(ending, "spec").put("activeDeadlineSeconds", 60);
        admitted(create(pods(), "a", lasting));
        assertEquals("0", used("ends", "pods"));
        admitted(update(pods(), "a", ending, lasting));
        assertEquals("1", used("ends", "pods"), "an update brought it under the quota");
        admitted(update(pods(), "a", lasting, ending));
        assertEquals("1", used("ends", "pods"), "the controller gives back");
        assertEquals("pods \"p\" is forbidden: exceeded quota: ends, requested: pods=1, used: pods=1, limited: pods=1",
                refused(create(pods(), "a", ending)));
    }

    @Test
    void quotaIsOnlyAskedByADryRun() {
        objects.with("", "resourcequotas",
                "{'metadata':{'namespace':'a','name':'one'},'status':{'hard':{'pods':'1'},'used':{'pods':'0'}}}");
        for (int i = 0; i < 2; i++) {
            AdmissionRequest asked = create(pods(), "a", pod(""));
            admitted(new AdmissionRequest(asked.context(), Operation.CREATE, asked.resource(), "", "a", "p",
                    asked.object(), Optional.empty(), asked.options(), true));
        }
        assertEquals("0", used("one", "pods"));
    }

    private String used(String quota, String name) {
        return Trees.string(objects.get(QUOTAS, "a", quota).orElseThrow(), "status", "used", name);
    }

    @Test
    void claims() {
        objects.with("storage.k8s.io", "storageclasses", "{'metadata':{'name':'fast','annotations':"
                + "{'storageclass.kubernetes.io/is-default-class':'true'}}}");
        Resource claims = resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim");
        ObjectNode claim = admitted(create(claims, "a", FakeObjects
                .tree("{'metadata':{'name':'c'},'spec':{'resources':{'requests':{'storage':'1Gi'}}}}")));
        assertEquals("fast", Trees.string(claim, "spec", "storageClassName"));
        assertEquals(List.of("kubernetes.io/pvc-protection"), Meta.finalizers(claim));
        ObjectNode bound = claim.deepCopy();
        bound.putObject("status").put("phase", "Bound");
        ObjectNode larger = bound.deepCopy();
        Trees.ensureObject(larger, "spec", "resources", "requests").put("storage", "2Gi");
        assertTrue(refused(update(claims, "a", larger, bound)).contains("must support resize"));
        assertTrue(refused(update(claims, "a", larger, claim)).contains("Only bound"));
    }

    @Test
    void policies() {
        String group = "admissionregistration.k8s.io";
        objects.with(group, "validatingadmissionpolicies", "{'metadata':{'name':'few'},'spec':{'failurePolicy':'Fail',"
                + "'matchConstraints':{'resourceRules':[{'apiGroups':[''],'apiVersions':['v1'],'operations':['CREATE'],"
                + "'resources':['configmaps']}]},'validations':[{'expression':'!has(object.data)','message':'no data',"
                + "'reason':'Forbidden'}]}}");
        Resource maps = resource("", "v1", "configmaps", "ConfigMap");
        ObjectNode map = FakeObjects.tree("{'metadata':{'name':'m'},'data':{'a':'b'}}");
        admitted(create(maps, "a", map));
        objects.with(group, "validatingadmissionpolicybindings", "{'metadata':{'name':'all'},'spec':"
                + "{'policyName':'few','validationActions':['Deny']}}");
        assertEquals("configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'all' denied request:"
                + " no data", refused(create(maps, "a", map)));
        admitted(create(maps, "a", FakeObjects.tree("{'metadata':{'name':'m'}}")));
    }

    @Test
    void nodesAndFlags() {
        ObjectNode node = admitted(create(resource("", "v1", "nodes", "Node"), "",
                FakeObjects.tree("{'metadata':{'name':'n'}}")));
        assertEquals("node.kubernetes.io/not-ready",
                Trees.string(Trees.objects(node, "spec", "taints").getFirst(), "key"));
        assertFalse(plugins(List.of(), List.of("ServiceAccount")).stream()
                .anyMatch(plugin -> plugin.name().equals("ServiceAccount")));
        assertTrue(plugins(List.of("NodeRestriction"), List.of()).stream()
                .anyMatch(plugin -> plugin.name().equals("NodeRestriction")));
        assertThrows(IllegalArgumentException.class, () -> plugins(List.of("Nonsense"), List.of()));
        assertThrows(IllegalArgumentException.class, () -> plugins(List.of("EventRateLimit"), List.of()));
    }

    @Test
    void rolesAreCheckedWhateverTheFlagsSay() {
        assertTrue(refused(create(resource("rbac.authorization.k8s.io", "v1", "roles", "Role"), "a", FakeObjects.tree(
                "{'metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],'resources':['secrets']}]}")))
                .contains("not currently held"));
    }
}
