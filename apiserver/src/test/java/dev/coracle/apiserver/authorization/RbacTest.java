package dev.coracle.apiserver.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.authorization.rbac.EscalationCheck;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RbacTest {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private final FakeObjects objects = new FakeObjects()
            .with(GROUP, "clusterroles", "{'metadata':{'name':'reader'},'rules':[{'verbs':['get','list'],"
                    + "'apiGroups':[''],'resources':['pods','*/status']},{'verbs':['get'],'nonResourceURLs':['/healthz/*']}]}")
            .with(GROUP, "roles", "{'metadata':{'namespace':'a','name':'one'},'rules':[{'verbs':['*'],"
                    + "'apiGroups':['apps'],'resources':['*'],'resourceNames':['web']}]}")
            .with(GROUP, "clusterrolebindings", "{'metadata':{'name':'readers'},'roleRef':{'kind':'ClusterRole',"
                    + "'name':'reader'},'subjects':[{'kind':'Group','name':'dev'}]}")
            .with(GROUP, "rolebindings", "{'metadata':{'namespace':'a','name':'ones'},'roleRef':{'kind':'Role',"
                    + "'name':'one'},'subjects':[{'kind':'User','name':'jane'},{'kind':'ServiceAccount','name':'bot'}]}")
            .with(GROUP, "rolebindings", "{'metadata':{'namespace':'b','name':'lost'},'roleRef':{'kind':'ClusterRole',"
                    + "'name':'gone'},'subjects':[{'kind':'User','name':'jane'}]}");
    private final Rbac rbac = new Rbac(objects);
    private final Authorization station = new Authorization(List.of(rbac));

    private static UserInfo user(String name, String... groups) {
        return new UserInfo(name, "", List.of(groups), Map.of());
    }

    private static RequestInfo on(String verb, String group, String namespace, String resource, String subresource,
            String name) {
        return new RequestInfo(true, verb, "", group, "v1", namespace, resource, subresource, name, "");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"bob,dev,get,'',ns,pods,'',p,true", "bob,dev,delete,'',ns,pods,'',p,false",
        "bob,dev,get,'',ns,pods,log,p,false", "bob,dev,get,'',ns,pods,status,p,true",
        "bob,dev,get,'',ns,services,status,s,true", "bob,dev,get,apps,ns,pods,'',p,false",
        "bob,none,get,'',ns,pods,'',p,false", "jane,x,delete,apps,a,deployments,'',web,true",
        "jane,x,delete,apps,a,deployments,'',other,false", "jane,x,list,apps,a,deployments,'','',false",
        "jane,x,delete,apps,b,deployments,'',web,false", "jane,x,update,apps,a,deployments,scale,web,true",
        "system:serviceaccount:a:bot,x,get,apps,a,deployments,'',web,true",
        "root,system:masters,anything,any,z,any,'',n,true"})
    void table(String name, String group, String verb, String apiGroup, String namespace, String resource,
            String subresource, String object, boolean allowed) {
        assertEquals(allowed, station.allows(user(name, group),
                on(verb, apiGroup, namespace, resource, subresource, object)));
    }

    @Test
    void reasonsAndMessages() {
        assertEquals("RBAC: allowed by ClusterRoleBinding \"readers\" of ClusterRole \"reader\" to Group \"dev\"",
                station.authorize(user("bob", "dev"), on("list", "", "", "pods", "", "")).reason());
        StatusException refused = assertThrows(StatusException.class,
                () -> station.check(user("bob"), on("list", "", "ns", "pods", "", "")));
        assertEquals("pods is forbidden: User \"bob\" cannot list resource \"pods\" in API group \"\" in the namespace"
                + " \"ns\"", refused.getMessage());
        assertEquals(403, refused.status().code());
        assertEquals("nodes \"n\" is forbidden: User \"bob\" cannot patch resource \"nodes/status\" in API group \"\""
                + " at the cluster scope",
                assertThrows(StatusException.class,
                        () -> station.check(user("bob"), on("patch", "", "", "nodes", "status", "n"))).getMessage());
        assertEquals("forbidden: User \"bob\" cannot get path \"/metrics\"", assertThrows(StatusException.class,
                () -> station.check(user("bob"), RequestInfo.nonResource("get", "/metrics"))).getMessage());
        assertEquals("RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found",
                station.authorize(user("jane"), on("get", "", "b", "pods", "", "p")).reason());
        assertTrue(station.allows(user("bob", "dev"), RequestInfo.nonResource("get", "/healthz/etcd")));
        assertFalse(station.allows(user("bob", "dev"), RequestInfo.nonResource("get", "/healthz")));
    }

    @Test
    void aChangeCountsAtOnce() {
        RequestInfo get = on("get", "", "ns", "pods", "", "p");
        assertTrue(station.allows(user("bob", "dev"), get));
        objects.delete(objects.ownContext(), new GroupResource(GROUP, "clusterrolebindings"), "", "readers",
                FakeObjects.tree("{}"));
        assertFalse(station.allows(user("bob", "dev"), get));
    }

    @Test
    void aggregatedRoles() {
        objects.with(GROUP, "clusterroles", "{'metadata':{'name':'sum'},'aggregationRule':{'clusterRoleSelectors':"
                + "[{'matchLabels':{'part':'yes'}}]}}")
                .with(GROUP, "clusterroles", "{'metadata':{'name':'part','labels':{'part':'yes'}},'rules':"
                        + "[{'verbs':['get'],'apiGroups':['x.io'],'resources':['things']}]}")
                .with(GROUP, "clusterrolebindings", "{'metadata':{'name':'sums'},'roleRef':{'kind':'ClusterRole',"
                        + "'name':'sum'},'subjects':[{'kind':'User','name':'sue'}]}");
        assertTrue(station.allows(user("sue"), on("get", "x.io", "", "things", "", "t")));
    }

    @Test
    void nobodyGrantsWhatTheyLack() {
        EscalationCheck check = new EscalationCheck(rbac, station);
        GroupResource roles = new GroupResource(GROUP, "roles");
        var fine = FakeObjects.tree("{'metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],"
                + "'resources':['pods']}]}");
        var more = FakeObjects.tree("{'metadata':{'name':'r'},'rules':[{'verbs':['delete','get'],'apiGroups':[''],"
                + "'resources':['pods']}]}");
        check.check(user("bob", "dev"), roles, "ns", fine, Optional.empty());
        check.check(user("root", "system:masters"), roles, "ns", more, Optional.empty());
        check.check(user("bob", "dev"), roles, "ns", more, Optional.of(more.deepCopy()));
        assertEquals("roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"bob\" (groups=[\"dev\"]) is attempting"
                + " to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"pods\"],"
                + " Verbs:[\"delete\" \"get\"]}",
                assertThrows(StatusException.class,
                        () -> check.check(user("bob", "dev"), roles, "ns", more, Optional.empty())).getMessage());
        var binding = FakeObjects
                .tree("{'metadata':{'name':'b'},'roleRef':{'kind':'Role','name':'one'},'subjects':[]}");
        assertThrows(StatusException.class, () -> check.check(user("bob", "dev"),
                new GroupResource(GROUP, "rolebindings"), "a", binding, Optional.empty()));
        check.check(user("jane"), new GroupResource(GROUP, "rolebindings"), "a", binding, Optional.empty());
    }

    @Test
    void impersonation() {
        Impersonation impersonation = new Impersonation(station);
        RequestContext asJane = impersonation.apply(FakeObjects.context(user("root", "system:masters"),
                "Impersonate-User", "jane", "Impersonate-Group", "ops", "Impersonate-Extra-scopes", "all"));
        assertEquals(new UserInfo("jane", "", List.of("ops", "system:authenticated"),
                Map.of("scopes", List.of("all"))), asJane.user());
        RequestContext asBot = impersonation.apply(FakeObjects.context(user("root", "system:masters"),
                "Impersonate-User", "system:serviceaccount:a:bot"));
        assertEquals(List.of("system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"),
                asBot.user().groups());
        assertEquals("forbidden: User \"bob\" cannot impersonate-on:user-info:post path \"/\"",
                assertThrows(StatusException.class, () -> impersonation
                        .apply(FakeObjects.context(user("bob", "dev"), "Impersonate-User", "jane"))).getMessage());
        RequestContext plain = FakeObjects.context(user("bob", "dev"));
        assertEquals(plain, impersonation.apply(plain));
    }
}
