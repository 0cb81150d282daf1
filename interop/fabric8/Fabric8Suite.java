import static java.util.Map.of;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What fabric8's client does: each step prints a line that interop/run counts. */
final class Fabric8Suite {

    private static final String NAMESPACE = "interop-fabric8";
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubernetesClient client;

    private Fabric8Suite(KubernetesClient client) {
        this.client = client;
    }

    public static void main(String[] args) {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            Fabric8Suite suite = new Fabric8Suite(client);
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
            Steps.step("scales and rolls a deployment", suite::roll);
            Steps.step("deletes with foreground, background and orphan propagation", suite::delete);
            Steps.step("removes the definition, and the namespace with all in it", suite::leave);
        }
        Steps.end();
    }

    private static Deployment deployment(String name, int replicas) {
        return new DeploymentBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata()
                .withNewSpec().withReplicas(replicas).withNewSelector().withMatchLabels(of("app", name)).endSelector()
                .withNewTemplate().withNewMetadata().withLabels(of("app", name)).endMetadata().withNewSpec()
                .addNewContainer().withName("c").withImage("nginx").addNewEnv().withName("A").withValue("1").endEnv()
                .endContainer().endSpec().endTemplate().endSpec().build();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace(NAMESPACE).endMetadata()
                .withData(of("a", value)).build();
    }

    private void create() {
        client.namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
                .create();
        Deployment made = client.resource(deployment("web", 2)).create();
        Steps.expect("strategy", made.getSpec().getStrategy().getType(), "RollingUpdate");
        client.resource(made).waitUntilReady(1, TimeUnit.MINUTES);
    }

    private void patch() {
        var web = client.apps().deployments().inNamespace(NAMESPACE).withName("web");
        Deployment byJson = web.patch(PatchContext.of(PatchType.JSON),
                "[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"by\":\"json\"}}]");
        Steps.expect("label", byJson.getMetadata().getLabels().get("by"), "json");
        String env = "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx:2\",\"env\":[{\"name\":\"B\",\"value\":\"2\"}]}]}}}}";
        Steps.expect("variables", variables(web.patch(STRATEGIC, env)), 2);
        Steps.expect("variables", variables(web.patch(PatchContext.of(PatchType.JSON_MERGE), env)), 1);
        // An edit names the version that it read: of an object that no controller writes to at the same time.
        ConfigMap edited = client.resource(client.resource(map("edited", "1")).create())
                .edit(m -> new ConfigMapBuilder(m).editMetadata().addToLabels("by", "edit").endMetadata().build());
        Steps.expect("label", edited.getMetadata().getLabels().get("by"), "edit");
    }

    private static int variables(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().size();
    }

    private void apply() {
        ConfigMap one = client.resource(map("applied", "1")).fieldManager("one").serverSideApply();
        Steps.expect("manager", one.getMetadata().getManagedFields().get(0).getManager(), "one");
        KubernetesClientException refused = refused(409, "Conflict",
                () -> client.resource(map("applied", "2")).fieldManager("two").serverSideApply());
        Steps.expect("cause", refused.getStatus().getDetails().getCauses().get(0).getField(), ".data.a");
        ConfigMap two = client.resource(map("applied", "2")).fieldManager("two").forceConflicts().serverSideApply();
        Steps.expect("data", two.getData(), of("a", "2"));
    }

    private void conflict() {
        ConfigMap old = client.resource(map("shared", "0")).create();
        client.resource(new ConfigMapBuilder(old).withData(of("a", "1")).build()).update();
        refused(409, "Conflict", () -> client.resource(new ConfigMapBuilder(old).withData(of("a", "2")).build())
                .lockResourceVersion(old.getMetadata().getResourceVersion()).update());
    }

    private void page() {
        for (int i = 0; i < 7; i++) {
            client.resource(new ConfigMapBuilder(map("page-" + i, "")).editMetadata().addToLabels("page", "y")
                    .endMetadata().build()).create();
        }
        List<Integer> sizes = new ArrayList<>();
        String next = null;
        do {
            ConfigMapList page = client.configMaps().inNamespace(NAMESPACE).withLabel("page", "y")
                    .list(new ListOptionsBuilder().withLimit(3L).withContinue(next).build());
            sizes.add(page.getItems().size());
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        Steps.expect("pages", sizes, List.of(3, 3, 1));
    }

    private void change(String name) {
        ConfigMap made = client.resource(map(name, "1")).create();
        client.resource(new ConfigMapBuilder(made).withData(of("a", "2")).build()).update();
        client.resource(made).delete();
    }

    private void watch() throws Exception {
        String version = client.configMaps().inNamespace(NAMESPACE).list().getMetadata().getResourceVersion();
        change("watched");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (var watch = client.configMaps().inNamespace(NAMESPACE).withResourceVersion(version)
                .watch(new Watcher<ConfigMap>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        events.add(action + " " + map.getMetadata().getName());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        events.add("closed " + cause);
                    }
                })) {
            expectEvents(events, "ADDED watched", "MODIFIED watched", "DELETED watched");
        }
    }

    private static void expectEvents(BlockingQueue<String> events, String... wanted) throws InterruptedException {
        for (String want : wanted) {
            Steps.expect("event", events.poll(30, TimeUnit.SECONDS), want);
        }
    }

    private void inform() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace(NAMESPACE)
                .withLabel("informed", "y").inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(ConfigMap map) {
                        events.add("add");
                    }

                    @Override
                    public void onUpdate(ConfigMap old, ConfigMap map) {
                        events.add("update");
                    }

                    @Override
                    public void onDelete(ConfigMap map, boolean unknown) {
                        events.add("delete");
                    }
                })) {
            ConfigMap made = client.resource(new ConfigMapBuilder(map("informed", "1")).editMetadata()
                    .addToLabels("informed", "y").endMetadata().build()).create();
            client.resource(new ConfigMapBuilder(made).withData(of("a", "2")).build()).update();
            client.resource(made).delete();
            expectEvents(events, "add", "update", "delete");
        }
    }

    private void log() {
        client.resource(new PodBuilder().withNewMetadata().withName("talker").withNamespace(NAMESPACE).endMetadata()
                .withNewSpec().withRestartPolicy("Never").addNewContainer().withName("c").withImage("busybox")
                .withCommand("sh", "-c", "echo hello").endContainer().endSpec().build()).create();
        var talker = client.pods().inNamespace(NAMESPACE).withName("talker");
        talker.waitUntilCondition(pod -> pod != null && pod.getStatus().getPhase().equals("Succeeded"), 1,
                TimeUnit.MINUTES);
        Steps.expect("log", talker.getLog(), "hello\n");
    }

    private interface Call {
        void run();
    }

    private static KubernetesClientException refused(int code, String reason, Call call) {
        try {
            call.run();
        } catch (KubernetesClientException e) {
            Steps.expect("the answer", e.getCode() + " " + e.getStatus().getReason(), code + " " + reason);
            return e;
        }
        throw new AssertionError("not refused");
    }

    private void refusals() {
        Steps.expect("a missing pod", client.pods().inNamespace(NAMESPACE).withName("nobody").get(), null);
        refused(409, "AlreadyExists", () -> client.resource(map("shared", "")).create());
        KubernetesClientException invalid = refused(422, "Invalid", () -> client.resource(map("No_Name", "")).create());
        Steps.expect("field", invalid.getStatus().getDetails().getCauses().get(0).getField(), "metadata.name");
    }

    private static GenericKubernetesResource widget(String name, int size) {
        GenericKubernetesResource widget = new GenericKubernetesResource();
        widget.setApiVersion("interop.coracle.dev/v1");
        widget.setKind("Widget");
        widget.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build());
        widget.setAdditionalProperty("spec", of("size", size));
        return widget;
    }

    private void custom(String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            client.apiextensions().v1().customResourceDefinitions().load(in).create();
        }
        client.apiextensions().v1().customResourceDefinitions().withName("widgets.interop.coracle.dev")
                .waitUntilCondition(Fabric8Suite::established, 1, TimeUnit.MINUTES);
        GenericKubernetesResource one = client.resource(widget("one", 1)).create();
        Steps.expect("default", one.get("spec", "colour"), "blue");
        client.resource(widget("two", 5)).fieldManager("one").serverSideApply();
        refused(409, "Conflict", () -> client.resource(widget("two", 6)).fieldManager("two").serverSideApply());
        var widgets = client.genericKubernetesResources("interop.coracle.dev/v1", "Widget").inNamespace(NAMESPACE);
        GenericKubernetesResource patched = widgets.withName("one").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"size\":3}}");
        Steps.expect("size", patched.<Integer>get("spec", "size"), 3);
        patched.setAdditionalProperty("status", of("phase", "Good"));
        Steps.expect("phase", client.resource(patched).updateStatus().get("status", "phase"), "Good");
        Steps.expect("objects", widgets.list().getItems().size(), 2);
        KubernetesClientException invalid = refused(422, "Invalid", () -> client.resource(widget("huge", 1000)).create());
        Steps.expect("field", invalid.getStatus().getDetails().getCauses().get(0).getField(), "spec.size");
    }

    private static boolean established(CustomResourceDefinition definition) {
        return definition != null && definition.getStatus() != null
                && definition.getStatus().getConditions() != null && definition.getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
    }

    private void roll() {
        var web = client.apps().deployments().inNamespace(NAMESPACE).withName("web");
        web.scale(3);
        web.rolling().restart();
        web.waitUntilCondition(d -> d.getStatus().getUpdatedReplicas() != null && d.getStatus().getUpdatedReplicas() == 3
                && d.getMetadata().getGeneration().equals(d.getStatus().getObservedGeneration()), 1, TimeUnit.MINUTES);
    }

    private void delete() throws Exception {
        for (DeletionPropagation policy : DeletionPropagation.values()) {
            String name = "gone-" + policy.toString().toLowerCase(Locale.ROOT);
            Deployment made = client.resource(deployment(name, 1)).create();
            client.resource(made).waitUntilReady(1, TimeUnit.MINUTES);
            client.resource(made).withPropagationPolicy(policy).delete();
            Steps.await(() -> client.resource(made).get() == null
                    && sets(name) == 0 != (policy == DeletionPropagation.ORPHAN));
        }
    }

    private int sets(String name) {
        return client.apps().replicaSets().inNamespace(NAMESPACE).withLabel("app", name).list().getItems().size();
    }

    private void leave() {
        var definition = client.apiextensions().v1().customResourceDefinitions().withName("widgets.interop.coracle.dev");
        definition.delete();
        definition.waitUntilCondition(d -> d == null, 1, TimeUnit.MINUTES);
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(NAMESPACE).waitUntilCondition(n -> n == null, 1, TimeUnit.MINUTES);
    }
}
