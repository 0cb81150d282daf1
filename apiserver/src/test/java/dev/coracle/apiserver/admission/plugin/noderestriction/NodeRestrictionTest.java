package dev.coracle.apiserver.admission.plugin.noderestriction;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRestrictionTest {

    private static final UserInfo NODE = new UserInfo("system:node:n1", "", List.of("system:nodes"), Map.of());

    private final FakeObjects objects = new FakeObjects().with("", "nodes", "{'metadata':{'name':'n1','uid':'u1'}}")
            .with("", "pods", "{'metadata':{'namespace':'a','name':'mine','uid':'p1'},'spec':{'nodeName':'n1',"
                    + "'volumes':[{'name':'t','projected':{'sources':[{'serviceAccountToken':{'audience':'vault'}}]}},"
                    + "{'name':'c','csi':{'driver':'drv'}}]}}")
            .with("", "pods", "{'metadata':{'namespace':'a','name':'theirs','uid':'p2'},'spec':{'nodeName':'n2'}}")
            .with("storage.k8s.io", "csidrivers",
                    "{'metadata':{'name':'drv'},'spec':{'tokenRequests':[{'audience':'storage'}]}}");
    private final NodeRestriction plugin = new NodeRestriction(objects, new Authorization(List.of(
            (user, request) -> request.resource().equals("special")
                    ? new Decision(Verdict.ALLOW, "")
                    : Decision.NO_OPINION)));

    private void send(Operation operation, String what, String namespace, String name, String object, String old) {
        String[] parts = what.split("/", 3);
        ResourceInfo info = new ResourceInfo(new GroupVersion(parts[0], "v1"), parts[1], parts[1], "Kind", true,
                Set.of(), List.of(), List.of(), List.of());
        Resource resource = new Resource(info, Schema.anything(), KindRules.of(parts[0], "Kind").build(),
                Conversion.NONE, new GroupVersion(parts[0], "v1"), info.groupResource(), "/", false);
        plugin.validate(new AdmissionRequest(FakeObjects.context(NODE), operation, resource,
                parts.length > 2 ? parts[2] : "", namespace, name, FakeObjects.tree(object),
                old.isEmpty() ? Optional.empty() : Optional.of(FakeObjects.tree(old)), Json.object(), false));
    }

    private String refused(Operation operation, String what, String namespace, String name, String object,
            String old) {
        return String
                .valueOf(assertThrows(StatusException.class, () -> send(operation, what, namespace, name, object, old))
                        .getMessage());
    }

    private static final String MIRROR = "{'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'x'},"
            + "'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'u1','controller':true}]},"
            + "'spec':{'nodeName':'n1'}}";

    @Test
    void mirrorPods() {
        assertDoesNotThrow(() -> send(Operation.CREATE, "/pods", "a", "m", MIRROR, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"config.mirror|config.other|can only create mirror pods",
        "'nodeName':'n1'|'nodeName':'n2'|spec.nodeName set to itself", "'uid':'u1'|'uid':'u9'|UID mismatch",
        "'name':'n1','uid'|'name':'n2','uid'|owner reference set to itself",
        ",'controller':true||controller owner reference",
        "'controller':true|'controller':true,'blockOwnerDeletion':true|blockOwnerDeletion",
        "'nodeName':'n1'|'nodeName':'n1','serviceAccountName':'x'|reference serviceaccounts",
        "'nodeName':'n1'|'nodeName':'n1','volumes':[{'name':'s','secret':{'secretName':'s'}}]|secrets (via secret volumes)",
        "'nodeName':'n1'|'nodeName':'n1','containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'s'}}}]}]|reference secrets",
        "'nodeName':'n1'|'nodeName':'n1','ephemeralContainers':[{'envFrom':[{'configMapRef':{'name':'s'}}]}]|reference configmaps",
        "'nodeName':'n1'|'nodeName':'n1','volumes':[{'name':'s','projected':{'sources':[{'serviceAccountToken':{}}]}}]|projected volumes"})
    void mirrorPodsThatWouldOpenDoors(String old, String now, String why) {
        String message = refused(Operation.CREATE, "/pods", "a", "m", MIRROR.replace(old, now == null ? "" : now), "");
        assertTrue(message.contains(why), message);
    }

    @Test
    void podsOfOthers() {
        send(Operation.DELETE, "/pods", "a", "mine", "{}", "");
        send(Operation.CREATE, "/pods/eviction", "a", "mine", "{}", "");
        refused(Operation.DELETE, "/pods", "a", "theirs", "{}", "");
        refused(Operation.CREATE, "/pods/eviction", "a", "theirs", "{}", "");
        refused(Operation.UPDATE, "/pods", "a", "mine", "{}", "{}");
        refused(Operation.UPDATE, "/pods/ephemeralcontainers", "a", "mine", "{}", "{}");
        String pod = "{'metadata':{'labels':{'a':'b'}},'spec':{'nodeName':'n1'},'status':{'phase':'Running'}}";
        send(Operation.UPDATE, "/pods/status", "a", "mine", pod, pod.replace("Running", "Pending"));
        refused(Operation.UPDATE, "/pods/status", "a", "mine", pod, pod.replace("'b'", "'c'"));
        refused(Operation.UPDATE, "/pods/status", "a", "theirs", pod, pod.replace("n1", "n2"));
    }

    @Test
    void itsOwnNodeOnly() {
        send(Operation.CREATE, "/nodes", "", "", "{'metadata':{'name':'n1'}}", "");
        assertEquals("nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"",
                refused(Operation.UPDATE, "/nodes/status", "", "n2", "{'metadata':{'name':'n2'}}", "{}"));
        refused(Operation.CREATE, "/nodes", "", "", "{'metadata':{'name':'n2'}}", "");
        String tainted = "{'metadata':{'name':'n1'},'spec':{'taints':[{'key':'k','effect':'NoSchedule'}]}}";
        send(Operation.CREATE, "/nodes", "", "", tainted, "");
        refused(Operation.UPDATE, "/nodes", "", "n1", "{'metadata':{'name':'n1'}}", tainted);
        refused(Operation.UPDATE, "/nodes/status", "", "n1", tainted, "{'metadata':{'name':'n1'}}");
        refused(Operation.UPDATE, "/nodes", "", "n1", "{'metadata':{'name':'n1','ownerReferences':[{'uid':'x'}]}}",
                "{'metadata':{'name':'n1'}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node-restriction.kubernetes.io/x", "fips.node-restriction.kubernetes.io/x",
        "node-role.kubernetes.io/control-plane", "kubernetes.io/made-up", "x.k8s.io/y"})
    void labelsThatOthersRelyOn(String label) {
        String node = "{'metadata':{'name':'n1','labels':{'" + label + "':'v'}}}";
        refused(Operation.CREATE, "/nodes", "", "", node, "");
        refused(Operation.UPDATE, "/nodes", "", "n1", node, "{'metadata':{'name':'n1'}}");
        refused(Operation.UPDATE, "/nodes", "", "n1", "{'metadata':{'name':'n1'}}", node);
        send(Operation.UPDATE, "/nodes", "", "n1", node, node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes.io/hostname", "topology.kubernetes.io/zone", "kubelet.kubernetes.io/a",
        "x.node.kubernetes.io/a", "example.com/a", "plain"})
    void labelsOfKubelets(String label) {
        send(Operation.CREATE, "/nodes", "", "", "{'metadata':{'name':'n1','labels':{'" + label + "':'v'}}}", "");
    }

    private static String token(String pod, String uid, String audiences) {
        return "{'spec':{'boundObjectRef':{'apiVersion':'v1','kind':'Pod','name':'" + pod + "','uid':'" + uid
                + "'},'audiences':[" + audiences + "]}}";
    }

    @Test
    void tokensOfPodsOnTheNode() {
        for (String audience : List.of("'vault'", "'storage'", "'special'")) {
            send(Operation.CREATE, "/serviceaccounts/token", "a", "bot", token("mine", "p1", audience), "");
        }
        for (String wrong : List.of(token("theirs", "p2", "'vault'"), token("mine", "p9", "'vault'"),
                token("mine", "", "'vault'"), token("mine", "p1", "'bank'"), token("mine", "p1", ""),
                token("mine", "p1", "'vault','storage'"), "{'spec':{'audiences':['vault']}}",
                token("mine", "p1", "'vault'").replace("Pod", "Secret"))) {
            refused(Operation.CREATE, "/serviceaccounts/token", "a", "bot", wrong, "");
        }
    }

    @Test
    void leasesSlicesAndClaims() {
        send(Operation.CREATE, "coordination.k8s.io/leases", "kube-node-lease", "", "{'metadata':{'name':'n1'}}", "");
        refused(Operation.CREATE, "coordination.k8s.io/leases", "kube-system", "", "{'metadata':{'name':'n1'}}", "");
        refused(Operation.UPDATE, "coordination.k8s.io/leases", "kube-node-lease", "n2", "{}", "{}");
        refused(Operation.CREATE, "storage.k8s.io/csinodes", "", "", "{'metadata':{'name':'n2'}}", "");
        send(Operation.CREATE, "resource.k8s.io/resourceslices", "", "s", "{'spec':{'nodeName':'n1'}}", "");
        refused(Operation.CREATE, "resource.k8s.io/resourceslices", "", "s", "{'spec':{'allNodes':true}}", "");
        refused(Operation.DELETE, "resource.k8s.io/resourceslices", "", "s", "{}", "{'spec':{'nodeName':'n2'}}");
        String claim = "{'metadata':{'name':'c'},'spec':{'volumeName':'v'},'status':{'capacity':{'storage':'1Gi'}}}";
        send(Operation.UPDATE, "/persistentvolumeclaims/status", "a", "c", claim.replace("1Gi", "2Gi"), claim);
        refused(Operation.UPDATE, "/persistentvolumeclaims/status", "a", "c", claim.replace("'v'", "'w'"), claim);
        refused(Operation.UPDATE, "/persistentvolumeclaims", "a", "c", claim, claim);
    }
}
