package dev.coracle.apiserver.authorization.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.bootstrap.NodeRules;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.Selectors;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {

    private static final UserInfo ONE = node("n1");
    private static final UserInfo TWO = node("n2");

    private final FakeObjects objects = new FakeObjects()
            .with("", "pods", "{'metadata':{'namespace':'a','name':'p'},'spec':{'nodeName':'n1',"
                    + "'serviceAccountName':'bot','imagePullSecrets':[{'name':'pull'}],"
                    + "'resourceClaims':[{'name':'r','resourceClaimName':'gpu'}],'volumes':["
                    + "{'name':'v','secret':{'secretName':'s'}},{'name':'e','ephemeral':{}},"
                    + "{'name':'d','persistentVolumeClaim':{'claimName':'data'}},"
                    + "{'name':'j','projected':{'sources':[{'secret':{'name':'js'}},{'configMap':{'name':'jc'}}]}},"
                    + "{'name':'i','csi':{'driver':'x','nodePublishSecretRef':{'name':'drv'}}}],"
                    + "'containers':[{'envFrom':[{'configMapRef':{'name':'c'}}],"
                    + "'env':[{'name':'K','valueFrom':{'secretKeyRef':{'name':'key','key':'k'}}}]}],"
                    + "'ephemeralContainers':[{'envFrom':[{'secretRef':{'name':'debug'}}]}]}}")
            .with("", "pods", "{'metadata':{'namespace':'a','name':'mirror','annotations':"
                    + "{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n2','volumes':["
                    + "{'name':'v','secret':{'secretName':'s'}}]}}")
            .with("", "persistentvolumeclaims",
                    "{'metadata':{'namespace':'a','name':'data'},'spec':{'volumeName':'pv'}}")
            .with("", "persistentvolumes", "{'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'a',"
                    + "'name':'data'},'csi':{'driver':'x','nodeStageSecretRef':{'namespace':'sys','name':'stage'},"
                    + "'controllerPublishSecretRef':{'namespace':'sys','name':'ctl'}}}}")
            .with("storage.k8s.io", "volumeattachments", "{'metadata':{'name':'va'},'spec':{'nodeName':'n1'}}")
            .with("resource.k8s.io", "resourceslices", "{'metadata':{'name':'sl'},'spec':{'nodeName':'n1'}}");
    private final Authorization nodes = new Authorization(List.of(new NodeAuthorizer(objects, NodeRules.get())));

    private static UserInfo node(String name) {
        return new UserInfo("system:node:" + name, "", List.of("system:nodes"), Map.of());
    }

    private static RequestInfo on(String verb, String what, String namespace, String name) {
        String[] parts = what.split("/", 3);
        return new RequestInfo(true, verb, "", parts[0], "v1", namespace, parts[1], parts.length > 2 ? parts[2] : "",
                name, "");
    }

    @ParameterizedTest
    @CsvSource({"get,/secrets,a,s", "list,/secrets,a,s", "watch,/secrets,a,pull", "get,/secrets,a,key",
        "get,/secrets,a,js", "get,/secrets,a,drv", "get,/secrets,a,debug", "get,/secrets,sys,stage",
        "get,/configmaps,a,c", "get,/configmaps,a,jc", "get,/persistentvolumeclaims,a,data",
        "get,/persistentvolumeclaims,a,p-e", "patch,/persistentvolumeclaims/status,a,data",
        "get,/persistentvolumes,'',pv", "get,resource.k8s.io/resourceclaims,a,gpu", "get,/serviceaccounts,a,bot",
        "create,/serviceaccounts/token,a,bot", "get,storage.k8s.io/volumeattachments,'',va",
        "delete,resource.k8s.io/resourceslices,'',sl", "get,/pods,a,p", "list,/pods,a,p", "get,/nodes,'',n1",
        "watch,/nodes,'',n1", "update,storage.k8s.io/csinodes,'',n1",
        "update,coordination.k8s.io/leases,kube-node-lease,n1"})
    void itsOwnAndNobodyElses(String verb, String what, String namespace, String name) {
        RequestInfo request = on(verb, what, namespace, name);
        assertTrue(nodes.allows(ONE, request), request.toString());
        assertFalse(nodes.allows(TWO, request), request.toString());
        assertFalse(nodes.allows(new UserInfo(ONE.name(), "", List.of(), Map.of()), request));
    }

    @ParameterizedTest
    @CsvSource({"create,/nodes,'',''", "patch,/nodes/status,'',n1",
        "create,coordination.k8s.io/leases,kube-node-lease,''",
        "create,storage.k8s.io/csinodes,'',''", "create,/events,a,''", "list,/services,'',''", "create,/pods,a,''",
        "create,/pods/eviction,a,p", "update,/pods/status,a,p", "create,authentication.k8s.io/tokenreviews,'',''",
        "create,authorization.k8s.io/subjectaccessreviews,'',''", "list,storage.k8s.io/csidrivers,'',''",
        "create,certificates.k8s.io/certificatesigningrequests,'',''", "list,node.k8s.io/runtimeclasses,'',''",
        "create,resource.k8s.io/resourceslices,'',''"})
    void whatEveryNodeMay(String verb, String what, String namespace, String name) {
        assertTrue(nodes.allows(TWO, on(verb, what, namespace, name)));
    }

    @ParameterizedTest
    @CsvSource({"list,/secrets,a,''", "list,/secrets,'',''", "get,/secrets,sys,ctl", "delete,/secrets,a,s",
        "create,/secrets,a,''", "list,/configmaps,'',c", "list,/persistentvolumes,'',''", "list,/pods,'',''",
        "list,/nodes,'',''", "get,/nodes,'',n2", "delete,/nodes,'',n1", "get,/nodes/proxy,'',n1",
        "update,/pods,a,p", "create,/pods/exec,a,p", "get,/pods/log,a,p", "create,/serviceaccounts/token,a,other",
        "create,/serviceaccounts,a,''", "update,coordination.k8s.io/leases,default,n1",
        "list,coordination.k8s.io/leases,kube-node-lease,''", "list,resource.k8s.io/resourceslices,'',''",
        "update,certificates.k8s.io/certificatesigningrequests/approval,'',c",
        "create,rbac.authorization.k8s.io/clusterrolebindings,'',''", "impersonate,/users,'',admin",
        "deletecollection,/pods,a,''"})
    void whatNoNodeMay(String verb, String what, String namespace, String name) {
        assertFalse(nodes.allows(ONE, on(verb, what, namespace, name)));
    }

    @Test
    void listsThatSelectTheNode() {
        RequestInfo pods = on("list", "/pods", "", "");
        assertTrue(nodes.allows(ONE, pods.withSelectors(Selectors.parse("spec.nodeName=n1,status.phase!=Failed", ""))));
        for (String selector : List.of("spec.nodeName=n2", "spec.nodeName!=n1", "spec.nodeName=n1\\,x",
                "metadata.name=p")) {
            assertFalse(nodes.allows(ONE, pods.withSelectors(Selectors.parse(selector, ""))), selector);
        }
        assertTrue(nodes.allows(ONE, on("deletecollection", "resource.k8s.io/resourceslices", "", "")
                .withSelectors(Selectors.parse("spec.nodeName=n1", ""))));
    }

    @Test
    void reasons() {
        assertEquals("no relationship found between node 'n2' and this object",
                nodes.authorize(TWO, on("get", "/secrets", "a", "s")).reason());
        assertEquals("node 'n2' cannot read 'n1', only its own Node object",
                nodes.authorize(TWO, on("get", "/nodes", "", "n1")).reason());
        assertTrue(nodes.rules(ONE, "a").incomplete());
        assertFalse(nodes.rules(new UserInfo("jane", "", List.of(), Map.of()), "a").incomplete());
    }
}
