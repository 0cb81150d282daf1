package dev.coracle.apiserver.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.Authentication;
import dev.coracle.apiserver.authentication.token.ServiceAccountAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.verb.Extensions;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.tls.KeyFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ReviewsTest {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final UserInfo JANE = new UserInfo("jane", "7", List.of("dev", "system:authenticated"), Map.of());

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final FakeObjects objects = new FakeObjects()
            .with("", "serviceaccounts", "{'metadata':{'namespace':'ns','name':'sa','uid':'u1'}}")
            .with("", "nodes", "{'metadata':{'name':'n','uid':'u3'}}")
            .with("", "pods", "{'metadata':{'namespace':'ns','name':'p','uid':'u2'},"
                    + "'spec':{'serviceAccountName':'sa','nodeName':'n'}}")
            .with(GROUP, "clusterroles", "{'metadata':{'name':'reader'},'rules':[{'verbs':['get'],'apiGroups':[''],"
                    + "'resources':['pods']}]}")
            .with(GROUP, "rolebindings", "{'metadata':{'namespace':'ns','name':'readers'},'roleRef':"
                    + "{'kind':'ClusterRole','name':'reader'},'subjects':[{'kind':'User','name':'jane'}]}");
    private Extensions table = Extensions.none();

    @BeforeEach
    void build() throws Exception {
        KeyFiles.writePair(KeyPairGenerator.getInstance("RSA").generateKeyPair(), folder.resolve("sa.key"),
                folder.resolve("sa.pub"));
        ServiceAccountTokens tokens = ServiceAccountTokens.load(List.of("https://kubernetes.default.svc"), List.of(),
                List.of(folder.resolve("sa.pub")), Optional.of(folder.resolve("sa.key")), clock);
        Authentication authentication = new Authentication(List.of(),
                List.of(new ServiceAccountAuthenticator(tokens, () -> objects)), true);
        Rbac rbac = new Rbac(objects);
        table = Reviews.addTo(Extensions.none(), authentication, new Authorization(List.of(rbac)), tokens,
                objects,
                clock);
    }

    private ObjectNode review(String group, String resource, String json) {
        return table.virtual(new GroupResource(group, resource)).orElseThrow().create(FakeObjects.context(JANE),
                FakeObjects.tree(json));
    }

    private ObjectNode token(String spec) {
        ResourceInfo info = new ResourceInfo(new GroupVersion("", "v1"), "serviceaccounts", "serviceaccount",
                "ServiceAccount", true, Set.of(), List.of(), List.of(), List.of());
        Resource parent = new Resource(info, Schema.anything(), KindRules.of("", "ServiceAccount").build(),
                Conversion.NONE, new GroupVersion("", "v1"), new GroupResource("", "serviceaccounts"), "/", false);
        return table.action(new GroupResource("", "serviceaccounts"), "token").orElseThrow()
                .handle(FakeObjects.context(JANE), parent, "ns", "sa", FakeObjects.tree("{'spec':" + spec + "}"));
    }

    @Test
    void access() {
        String pods = "{'spec':{'resourceAttributes':{'verb':'get','resource':'pods','namespace':'ns'}}}";
        assertTrue(Trees.bool(review("authorization.k8s.io", "selfsubjectaccessreviews", pods), "status", "allowed"));
        ObjectNode other = review("authorization.k8s.io", "subjectaccessreviews",
                "{'spec':{'user':'joe','resourceAttributes':{'verb':'get','resource':'pods','namespace':'ns'}}}");
        assertEquals(FakeObjects.tree("{'allowed':false}"), other.get("status"));
        StatusException elsewhere = assertThrows(StatusException.class,
                () -> review("authorization.k8s.io", "localsubjectaccessreviews", "{'metadata':{'namespace':'ns'},"
                        + "'spec':{'user':'u','resourceAttributes':{'verb':'get','resource':'pods','namespace':'x'}}}"));
        assertEquals(".authorization.k8s.io \"\" is invalid: spec.resourceAttributes.namespace: Invalid value: \"x\":"
                + " must match metadata.namespace", elsewhere.getMessage());
        assertThrows(StatusException.class,
                () -> review("authorization.k8s.io", "subjectaccessreviews", "{'spec':{}}"));
        assertEquals("[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]",
                Trees.at(review("authorization.k8s.io", "selfsubjectrulesreviews", "{'spec':{'namespace':'ns'}}"),
                        "status", "resourceRules").orElseThrow().toString());
    }

    @Test
    void whoAmI() {
        assertEquals(FakeObjects.tree("{'username':'jane','uid':'7','groups':['dev','system:authenticated']}"),
                Trees.at(review("authentication.k8s.io", "selfsubjectreviews", "{}"), "status", "userInfo")
                        .orElseThrow());
    }

    @Test
    void tokensAndWhoseTheyAre() {
        ObjectNode asked = token("{'audiences':['vault'],'expirationSeconds':700,'boundObjectRef':"
                + "{'kind':'Pod','apiVersion':'v1','name':'p'}}");
        assertEquals("2026-03-01T00:11:40Z", Trees.string(asked, "status", "expirationTimestamp"));
        String token = Trees.string(asked, "status", "token");
        ObjectNode status = Trees.object(review("authentication.k8s.io", "tokenreviews",
                "{'spec':{'token':'" + token + "','audiences':['vault','x']}}"), "status").orElseThrow();
        assertTrue(Trees.bool(status, "authenticated"));
        assertEquals(List.of("vault"), Trees.strings(status, "audiences"));
        assertEquals("system:serviceaccount:ns:sa", Trees.string(status, "user", "username"));
        assertEquals(List.of("n"),
                Trees.strings(status, "user", "extra", "authentication.kubernetes.io/node-name"));
        ObjectNode refused = Trees.object(
                review("authentication.k8s.io", "tokenreviews", "{'spec':{'token':'" + token + "'}}"), "status")
                .orElseThrow();
        assertFalse(Trees.bool(refused, "authenticated"));
        assertEquals(FakeObjects.tree("{'error':'invalid bearer token','user':{}}"),
                review("authentication.k8s.io", "tokenreviews", "{'spec':{'token':'bogus'}}").get("status"));
    }

    @Test
    void tokensThatAreNotIssued() {
        assertEquals("TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 5: may"
                + " not specify a duration less than 10 minutes",
                assertThrows(StatusException.class, () -> token("{'expirationSeconds':5}")).getMessage());
        assertEquals(409, assertThrows(StatusException.class,
                () -> token("{'boundObjectRef':{'kind':'Pod','name':'p','uid':'other'}}")).status().code());
        assertEquals(404, assertThrows(StatusException.class,
                () -> token("{'boundObjectRef':{'kind':'Secret','name':'none'}}")).status().code());
    }
}
