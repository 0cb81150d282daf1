package dev.coracle.apiserver.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final GroupResource CLUSTER_ROLES = new GroupResource("rbac.authorization.k8s.io", "clusterroles");

    private final FakeObjects objects = new FakeObjects();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));

    private void run() {
        Bootstrap.Options options = new Bootstrap.Options(List.of("10.96.0.0/16"), Optional.of("192.0.2.2"), 6443, true,
                Map.of("client-ca-file", "pem"), true);
        try (Bootstrap bootstrap = new Bootstrap(objects, options, clock)) {
            bootstrap.hooks().forEach(hook -> hook.task().run());
        }
    }

    private static RequestInfo on(String verb, String group, String namespace, String resource, String subresource) {
        return new RequestInfo(true, verb, "", group, "v1", namespace, resource, subresource, "", "");
    }

    @Test
    void makesWhatEveryClusterHas() {
        run();
        assertEquals("10.96.0.1", Trees.string(
                objects.get(new GroupResource("", "services"), "default", "kubernetes").orElseThrow(), "spec",
                "clusterIP"));
        assertEquals(4, objects.list(new GroupResource("", "namespaces"), "").size());
        assertEquals(11, objects.list(new GroupResource("flowcontrol.apiserver.k8s.io", "flowschemas"), "").size());
        assertEquals("192.0.2.2",
                Trees.strings(Trees.objects(objects.get(new GroupResource("discovery.k8s.io", "endpointslices"),
                        "default", "kubernetes").orElseThrow(), "endpoints").getFirst(), "addresses").getFirst());
        assertEquals("2026-03-01", Trees.string(objects.get(new GroupResource("", "configmaps"), "kube-system",
                "kube-apiserver-legacy-service-account-token-tracking").orElseThrow(), "data", "since"));
        Authorization station = new Authorization(List.of(new Rbac(objects)));
        UserInfo scheduler = new UserInfo("system:kube-scheduler", "", List.of("system:authenticated"), Map.of());
        assertEquals("RBAC: allowed by ClusterRoleBinding \"system:kube-scheduler\" of ClusterRole"
                + " \"system:kube-scheduler\" to User \"system:kube-scheduler\"",
                station.authorize(scheduler, on("create", "", "", "pods", "binding")).reason());
        assertFalse(station.allows(scheduler, on("delete", "", "", "nodes", "")));
        assertTrue(station.allows(UserInfo.ANONYMOUS, RequestInfo.nonResource("get", "/readyz")));
        assertFalse(station.allows(UserInfo.ANONYMOUS, RequestInfo.nonResource("get", "/api")));
        UserInfo controller = new UserInfo("system:serviceaccount:kube-system:job-controller", "", List.of(),
                Map.of());
        assertTrue(station.allows(controller, on("create", "", "ns", "pods", "")));
    }

    @Test
    void repairsWithoutUndoingWhatWasAdded() {
        run();
        objects.update(objects.ownContext(), CLUSTER_ROLES, "", "system:kube-scheduler", role -> {
            role.putArray("rules").addObject().putArray("verbs").add("own");
            return role;
        });
        objects.update(objects.ownContext(), CLUSTER_ROLES, "", "system:kube-dns", role -> {
            Trees.ensureObject(role, "metadata", "annotations").put("rbac.authorization.kubernetes.io/autoupdate",
                    "false");
            role.putArray("rules");
            return role;
        });
        run();
        List<?> rules = Trees.objects(objects.get(CLUSTER_ROLES, "", "system:kube-scheduler").orElseThrow(), "rules");
        assertTrue(rules.size() > 20);
        assertTrue(Trees.objects(objects.get(CLUSTER_ROLES, "", "system:kube-dns").orElseThrow(), "rules").isEmpty());
        long before = objects.version(CLUSTER_ROLES);
        objects.get(CLUSTER_ROLES, "", "admin");
        assertEquals(before, objects.version(CLUSTER_ROLES));
        assertTrue(Trees.objects(objects.get(CLUSTER_ROLES, "", "view").orElseThrow(), "rules").isEmpty()); // a controller fills it
    }

    @Test
    void firstAddress() {
        assertEquals("10.0.0.1", KubernetesService.firstAddress("10.0.0.0/24"));
        assertEquals("fd00:0:0:0:0:0:0:1", KubernetesService.firstAddress("fd00::/108"));
    }
}
