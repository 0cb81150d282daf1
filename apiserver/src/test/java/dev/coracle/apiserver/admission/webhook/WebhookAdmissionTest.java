package dev.coracle.apiserver.admission.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.ResourceTable;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.webhook.TestWebhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class WebhookAdmissionTest {

    private static final String GROUP = "admissionregistration.k8s.io";

    private final FakeObjects objects = new FakeObjects();
    private Function<ObjectNode, ObjectNode> answer = request -> Json.object().put("allowed", true);
    private TestWebhook server;

    @BeforeEach
    void serve() throws IOException {
        server = new TestWebhook(review -> TestWebhook.review(review,
                answer.apply(Trees.object(review, "request").orElseThrow())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void configure(String kind, String bundle, String more) {
        ObjectNode configuration = FakeObjects.tree("{'metadata':{'name':'w'},'webhooks':[{'name':'h.example.com',"
                + "'rules':[{'operations':['CREATE'],'apiGroups':[''],'apiVersions':['*'],'resources':['configmaps'],"
                + "'scope':'*'}],'sideEffects':'None'" + more + "}]}");
        ObjectNode client = Trees.ensureObject(Trees.objects(configuration, "webhooks").getFirst(), "clientConfig");
        client.put("caBundle", bundle);
        if (!client.has("service")) {
            client.put("url", server.url());
        }
        objects.create(objects.ownContext(), new GroupResource(GROUP, kind), configuration);
    }

    private static AdmissionRequest request(String json) {
        ResourceInfo info = new ResourceInfo(new GroupVersion("", "v1"), "configmaps", "configmap", "ConfigMap", true,
                Set.of(), List.of(), List.of(), List.of());
        Resource resource = new Resource(info, Schema.anything(), KindRules.of("", "ConfigMap").build(),
                Conversion.NONE, new GroupVersion("", "v1"), new GroupResource("", "configmaps"),
                "/registry/configmaps/", false);
        ObjectNode object = FakeObjects.tree(json);
        return new AdmissionRequest(FakeObjects.context(UserInfo.LOOPBACK), Operation.CREATE, resource, "", "ns",
                Meta.name(object), object, Optional.empty(), Json.object(), false);
    }

    @Test
    void patches() {
        configure("mutatingwebhookconfigurations", server.bundle(), "");
        answer = request -> Json.object().put("allowed", true).put("patchType", "JSONPatch").put("patch",
                Base64.getEncoder().encodeToString("[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"a\":\"b\"}}]"
                        .getBytes(StandardCharsets.UTF_8)));
        AdmissionRequest request = request("{'metadata':{'name':'m'}}");
        WebhookAdmission.mutating(objects, new ResourceTable(List.of()), WebhookAdmission.UNSUPPORTED).mutate(request);
        assertEquals("b", Trees.string(request.object(), "data", "a"));
    }

    @Test
    void denies() {
        configure("validatingwebhookconfigurations", server.bundle(), "");
        answer = request -> {
            ObjectNode response = Json.object().put("allowed", false);
            response.putObject("status").put("message", "not " + Trees.string(request, "name")).put("code", 403);
            response.putArray("warnings").add("careful");
            return response;
        };
        AdmissionRequest request = request("{'metadata':{'name':'m'}}");
        StatusException denied = assertThrows(StatusException.class,
                () -> WebhookAdmission.validating(objects, new ResourceTable(List.of()), WebhookAdmission.UNSUPPORTED)
                        .validate(request));
        assertEquals("admission webhook \"h.example.com\" denied the request: not m", denied.getMessage());
        assertEquals(403, denied.status().code());
        assertEquals(List.of("careful"), request.context().warnings().texts());
    }

    @Test
    void throughAServiceByItsName() {
        objects.with("", "services", "{'metadata':{'namespace':'ns','name':'hook'},'spec':{'clusterIP':'10.0.0.9',"
                + "'ports':[{'name':'https','port':443}]}}")
                .with("discovery.k8s.io", "endpointslices", "{'metadata':{'namespace':'ns','name':'hook-1','labels':"
                        + "{'kubernetes.io/service-name':'hook'}},'endpoints':[{'addresses':['127.0.0.1']}],'ports':"
                        + "[{'name':'https','port':" + server.port() + "}]}");
        configure("validatingwebhookconfigurations", server.bundle(),
                ",'clientConfig':{'service':{'namespace':'ns','name':'hook','path':'/x'}}");
        WebhookAdmission.validating(objects, new ResourceTable(List.of()), WebhookAdmission.UNSUPPORTED)
                .validate(request("{'metadata':{'name':'m'}}"));
    }

    @Test
    void failurePolicy() {
        configure("validatingwebhookconfigurations", TestWebhook.strangersBundle(), "");
        WebhookAdmission plugin = WebhookAdmission.validating(objects, new ResourceTable(List.of()),
                WebhookAdmission.UNSUPPORTED);
        StatusException failed = assertThrows(StatusException.class,
                () -> plugin.validate(request("{'metadata':{'name':'m'}}")));
        assertEquals(500, failed.status().code());
        assertTrue(String.valueOf(failed.getMessage()).contains("failed calling webhook \"h.example.com\""));
        objects.update(objects.ownContext(), new GroupResource(GROUP, "validatingwebhookconfigurations"), "", "w",
                tree -> {
                    Trees.objects(tree, "webhooks").forEach(w -> w.put("failurePolicy", "Ignore"));
                    return tree;
                });
        plugin.validate(request("{'metadata':{'name':'m'}}"));
    }

    @Test
    void selectorsAndConditions() {
        configure("validatingwebhookconfigurations", server.bundle(),
                ",'objectSelector':{'matchLabels':{'watched':'yes'}}");
        answer = request -> Json.object().put("allowed", false);
        WebhookAdmission plugin = WebhookAdmission.validating(objects, new ResourceTable(List.of()),
                WebhookAdmission.UNSUPPORTED);
        plugin.validate(request("{'metadata':{'name':'m'}}"));
        assertThrows(StatusException.class,
                () -> plugin.validate(request("{'metadata':{'name':'m','labels':{'watched':'yes'}}}")));
    }
}
