import static io.kubernetes.client.custom.V1Patch.PATCH_FORMAT_APPLY_YAML;
import static io.kubernetes.client.custom.V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
import static io.kubernetes.client.custom.V1Patch.PATCH_FORMAT_JSON_PATCH;
import static io.kubernetes.client.custom.V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.ApiextensionsV1Api;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1CustomResourceDefinition;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the official Java client does: each step prints a line that interop/run counts. */
final class OfficialSuite {

    private static final String NAMESPACE = "interop-java";

    private final ApiClient client;
    private final CoreV1Api core;
    private final AppsV1Api apps;
    private final ApiextensionsV1Api extensions;
    private final DynamicKubernetesApi widgets;

    private OfficialSuite(ApiClient client) {
        this.client = client;
        this.core = new CoreV1Api(client);
        this.apps = new AppsV1Api(client);
        this.extensions = new ApiextensionsV1Api(client);
        this.widgets = new DynamicKubernetesApi("interop.coracle.dev", "v1", "widgets", client);
    }

    public static void main(String[] args) throws Exception {
        OfficialSuite suite = new OfficialSuite(Config.defaultClient());
        Steps.step("creates a namespace and a deployment, which becomes ready", suite::create);
        Steps.step("sends JSON, merge and strategic merge patches", suite::patch);
        Steps.step("applies built-in objects, and is told of a conflict", suite::apply);
        Steps.step("gets a conflict from an update with an old version", suite::conflict);
        Steps.step("pages through a list", suite::page);
        Steps.step("watches from a version on", suite::watch);
        Steps.step("an informer sees objects come, change and go", suite::inform);
        Steps.step("reads the log of a pod", suite::log);
        Steps.step("gets Status errors", suite::refusals);
        Steps.step("defines a custom resource, whose objects it makes, changes, applies and lists",
                () -> suite.custom(args[0]));
        Steps.step("deletes with foreground, background and orphan propagation", suite::delete);
        Steps.step("removes the definition, and the namespace with all in it", suite::leave);
        Steps.end();
    }

    private static V1ObjectMeta named(String name) {
        return new V1ObjectMeta().name(name).namespace(NAMESPACE);
    }

    private static V1Deployment deployment(String name, int replicas) {
        Map<String, String> labels = Map.of("app", name);
        return new V1Deployment().metadata(named(name)).spec(new V1DeploymentSpec().replicas(replicas)
                .selector(new V1LabelSelector().matchLabels(labels))
                .template(new V1PodTemplateSpec().metadata(new V1ObjectMeta().labels(labels)).spec(new V1PodSpec()
                        .addContainersItem(new V1Container().name("c").image("nginx")
                                .addEnvItem(new V1EnvVar().name("A").value("1"))))));
    }

    private static V1ConfigMap map(String name, String value) {
        return new V1ConfigMap().apiVersion("v1").kind("ConfigMap").metadata(named(name)).data(Map.of("a", value));
    }

    private void create() throws Exception {
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(NAMESPACE))).execute();
        V1Deployment made = apps.createNamespacedDeployment(NAMESPACE, deployment("web", 2)).fieldValidation("Strict")
                .execute();
        Steps.expect("strategy", made.getSpec().getStrategy().getType(), "RollingUpdate");
        Steps.await(() -> Integer.valueOf(2)
                .equals(apps.readNamespacedDeployment("web", NAMESPACE).execute().getStatus().getReadyReplicas()));
    }

    private V1Deployment patched(String format, String body) throws ApiException {
        return PatchUtils.patch(V1Deployment.class,
                () -> apps.patchNamespacedDeployment("web", NAMESPACE, new V1Patch(body)).buildCall(null), format, client);
    }

    private static int variables(V1Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().size();
    }

    private void patch() throws Exception {
        V1Deployment byJson = patched(PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"by\":\"json\"}}]");
        Steps.expect("label", byJson.getMetadata().getLabels().get("by"), "json");
        String env = "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx:2\",\"env\":[{\"name\":\"B\",\"value\":\"2\"}]}]}}}}";
        Steps.expect("variables", variables(patched(PATCH_FORMAT_STRATEGIC_MERGE_PATCH, env)), 2);
        Steps.expect("variables", variables(patched(PATCH_FORMAT_JSON_MERGE_PATCH, env)), 1);
    }

    private V1ConfigMap applied(String value, String manager, boolean force) throws ApiException {
        return PatchUtils.patch(V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap("applied", NAMESPACE,
                        new V1Patch(client.getJSON().serialize(map("applied", value)))).fieldManager(manager).force(force)
                        .buildCall(null),
                PATCH_FORMAT_APPLY_YAML, client);
    }

    private void apply() throws Exception {
        // The client does not show who manages what.
        Steps.expect("data", applied("1", "one", false).getData(), Map.of("a", "1"));
        JsonObject conflict = refused(409, "Conflict", () -> applied("2", "two", false));
        Steps.expect("a cause", conflict.toString().contains("\"field\":\".data.a\""), true);
        Steps.expect("data", applied("2", "two", true).getData(), Map.of("a", "2"));
    }

    private static JsonObject refused(int code, String reason, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (ApiException e) {
            JsonObject status = JsonParser.parseString(e.getResponseBody()).getAsJsonObject();
            Steps.expect("the answer", e.getCode() + " " + status.get("reason").getAsString(), code + " " + reason);
            return status;
        }
        throw new AssertionError("not refused");
    }

    private static String cause(JsonObject status) {
        return status.getAsJsonObject("details").getAsJsonArray("causes").get(0).getAsJsonObject().get("field")
                .getAsString();
    }

    private void conflict() throws Exception {
        V1ConfigMap old = core.createNamespacedConfigMap(NAMESPACE, map("shared", "0")).execute();
        old.setData(Map.of("a", "1"));
        core.replaceNamespacedConfigMap("shared", NAMESPACE, old).execute();
        refused(409, "Conflict", () -> core.replaceNamespacedConfigMap("shared", NAMESPACE, old.data(Map.of("a", "2")))
                .execute());
    }

    private void page() throws Exception {
        for (int i = 0; i < 7; i++) {
            V1ConfigMap map = map("page-" + i, "");
            map.getMetadata().putLabelsItem("page", "y");
            core.createNamespacedConfigMap(NAMESPACE, map).execute();
        }
        List<Integer> sizes = new ArrayList<>();
        String next = null;
        do {
            V1ConfigMapList page = core.listNamespacedConfigMap(NAMESPACE).labelSelector("page=y").limit(3)
                    ._continue(next).execute();
            sizes.add(page.getItems().size());
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        Steps.expect("pages", sizes, List.of(3, 3, 1));
    }

    private void change(String name) throws ApiException {
        V1ConfigMap made = core.createNamespacedConfigMap(NAMESPACE, map(name, "1")).execute();
        core.replaceNamespacedConfigMap(name, NAMESPACE, made.data(Map.of("a", "2"))).execute();
        core.deleteNamespacedConfigMap(name, NAMESPACE).execute();
    }

    private void watch() throws Exception {
        String version = core.listNamespacedConfigMap(NAMESPACE).execute().getMetadata().getResourceVersion();
        change("watched");
        List<String> events = new ArrayList<>();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(client,
                core.listNamespacedConfigMap(NAMESPACE).watch(true).resourceVersion(version).timeoutSeconds(30)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            while (events.size() < 3 && watch.hasNext()) {
                Watch.Response<V1ConfigMap> event = watch.next();
                events.add(event.type + " " + event.object.getMetadata().getName());
            }
        }
        Steps.expect("events", events, List.of("ADDED watched", "MODIFIED watched", "DELETED watched"));
    }

    private void inform() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        SharedInformerFactory factory = new SharedInformerFactory(client);
        SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(
                new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client),
                V1ConfigMap.class, 0, NAMESPACE);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                said("add", map);
            }

            @Override
            public void onUpdate(V1ConfigMap old, V1ConfigMap map) {
                said("update", map);
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                said("delete", map);
            }

            private void said(String what, V1ConfigMap map) {
                if (map.getMetadata().getName().equals("informed")) {
                    events.add(what);
                }
            }
        });
        factory.startAllRegisteredInformers();
        Steps.await(informer::hasSynced);
        V1ConfigMap made = core.createNamespacedConfigMap(NAMESPACE, map("informed", "1")).execute();
        Steps.expect("event", events.poll(30, TimeUnit.SECONDS), "add");
        core.replaceNamespacedConfigMap("informed", NAMESPACE, made.data(Map.of("a", "2"))).execute();
        Steps.expect("event", events.poll(30, TimeUnit.SECONDS), "update");
        core.deleteNamespacedConfigMap("informed", NAMESPACE).execute();
        Steps.expect("event", events.poll(30, TimeUnit.SECONDS), "delete");
        factory.stopAllRegisteredInformers();
    }

    private void log() throws Exception {
        core.createNamespacedPod(NAMESPACE, new V1Pod().metadata(named("talker")).spec(new V1PodSpec()
                .restartPolicy("Never").addContainersItem(new V1Container().name("c").image("busybox")
                        .command(List.of("sh", "-c", "echo hello"))))).execute();
        Steps.await(() -> "Succeeded".equals(core.readNamespacedPod("talker", NAMESPACE).execute().getStatus()
                .getPhase()));
        Steps.expect("log", core.readNamespacedPodLog("talker", NAMESPACE).execute(), "hello\n");
    }

    private void refusals() throws Exception {
        JsonObject missing = refused(404, "NotFound", () -> core.readNamespacedPod("nobody", NAMESPACE).execute());
        Steps.expect("message", missing.get("message").getAsString(), "pods \"nobody\" not found");
        refused(409, "AlreadyExists", () -> core.createNamespacedConfigMap(NAMESPACE, map("shared", "")).execute());
        JsonObject invalid = refused(422, "Invalid",
                () -> core.createNamespacedConfigMap(NAMESPACE, map("No_Name", "")).execute());
        Steps.expect("field", cause(invalid), "metadata.name");
    }

    private static DynamicKubernetesObject widget(String name, int size) {
        return new DynamicKubernetesObject(JsonParser.parseString("{\"apiVersion\":\"interop.coracle.dev/v1\","
                + "\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + NAMESPACE
                + "\"},\"spec\":{\"size\":" + size + "}}").getAsJsonObject());
    }

    private KubernetesApiResponse<DynamicKubernetesObject> appliedWidget(int size, String manager) {
        PatchOptions options = new PatchOptions();
        options.setFieldManager(manager);
        return widgets.patch(NAMESPACE, "two", PATCH_FORMAT_APPLY_YAML,
                new V1Patch(widget("two", size).getRaw().toString()), options);
    }

    private void custom(String file) throws Exception {
        extensions.createCustomResourceDefinition(client.getJSON()
                .deserialize(Files.readString(Path.of(file)), V1CustomResourceDefinition.class)).execute();
        Steps.await(() -> {
            V1CustomResourceDefinition now = extensions.readCustomResourceDefinition("widgets.interop.coracle.dev")
                    .execute();
            return now.getStatus() != null && now.getStatus().getConditions() != null
                    && now.getStatus().getConditions().stream()
                            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
        });
        DynamicKubernetesObject one = widgets.create(widget("one", 1)).throwsApiException().getObject();
        Steps.expect("default", one.getRaw().getAsJsonObject("spec").get("colour").getAsString(), "blue");
        DynamicKubernetesObject patched = widgets.patch(NAMESPACE, "one", PATCH_FORMAT_JSON_MERGE_PATCH,
                new V1Patch("{\"spec\":{\"size\":3}}")).throwsApiException().getObject();
        Steps.expect("size", patched.getRaw().getAsJsonObject("spec").get("size").getAsInt(), 3);
        appliedWidget(5, "one").throwsApiException();
        Steps.expect("the answer to a thief", appliedWidget(6, "two").getHttpStatusCode(), 409);
        Steps.expect("objects", widgets.list(NAMESPACE).throwsApiException().getObject().getItems().size(), 2);
        KubernetesApiResponse<DynamicKubernetesObject> invalid = widgets.create(widget("huge", 1000));
        Steps.expect("the answer", invalid.getHttpStatusCode() + invalid.getStatus().getReason(), "422Invalid");
    }

    private void delete() throws Exception {
        for (String policy : List.of("Foreground", "Background", "Orphan")) {
            String name = "gone-" + policy.toLowerCase(Locale.ROOT);
            apps.createNamespacedDeployment(NAMESPACE, deployment(name, 1)).execute();
            Steps.await(() -> Integer.valueOf(1)
                    .equals(apps.readNamespacedDeployment(name, NAMESPACE).execute().getStatus().getReadyReplicas()));
            apps.deleteNamespacedDeployment(name, NAMESPACE).propagationPolicy(policy).execute();
            Steps.await(() -> gone(() -> apps.readNamespacedDeployment(name, NAMESPACE).execute())
                    && sets(name) == 0 != policy.equals("Orphan"));
        }
    }

    private int sets(String name) throws ApiException {
        return apps.listNamespacedReplicaSet(NAMESPACE).labelSelector("app=" + name).execute().getItems().size();
    }

    private static boolean gone(Callable<?> read) throws Exception {
        try {
            read.call();
            return false;
        } catch (ApiException e) {
            return e.getCode() == 404;
        }
    }

    private void leave() throws Exception {
        extensions.deleteCustomResourceDefinition("widgets.interop.coracle.dev").execute();
        Steps.await(() -> gone(() -> extensions.readCustomResourceDefinition("widgets.interop.coracle.dev").execute()));
        core.deleteNamespace(NAMESPACE).execute();
        Steps.await(() -> gone(() -> core.readNamespace(NAMESPACE).execute()));
    }
}
