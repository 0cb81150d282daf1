import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.io.FileInputStream;
import java.util.concurrent.TimeUnit;

/** An operator written with java-operator-sdk: a Site becomes a ConfigMap and a Deployment, has a status, and cleans up behind itself. */
final class OperatorSuite {

    static final String NAMESPACE = "interop-java-operator";

    private final KubernetesClient client;

    private OperatorSuite(KubernetesClient client) {
        this.client = client;
    }

    public static void main(String[] args) {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            OperatorSuite suite = new OperatorSuite(client);
            Operator operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
            Steps.step("starts an operator", () -> suite.start(operator, args[0]));
            Steps.step("reconciles a new object and its status", suite::create);
            Steps.step("follows a change of the object", suite::change);
            Steps.step("makes again what somebody deleted", suite::heal);
            Steps.step("cleans up before the object goes, and its children go with it", suite::leave);
            Steps.step("removes the definition and the namespace", suite::remove);
            operator.stop();
        }
        Steps.end();
    }

    private void start(Operator operator, String definition) throws Exception {
        client.namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
                .create();
        try (FileInputStream in = new FileInputStream(definition)) {
            client.apiextensions().v1().customResourceDefinitions().load(in).create();
        }
        client.apiextensions().v1().customResourceDefinitions().withName("sites.operator.coracle.dev")
                .waitUntilCondition(d -> d != null && d.getStatus() != null
                        && d.getStatus().getConditions() != null && d.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True")), 1,
                        TimeUnit.MINUTES);
        operator.register(new SiteReconciler());
        operator.start();
    }

    private Site site() {
        return client.resources(Site.class).inNamespace(NAMESPACE).withName("home").get();
    }

    private <T extends io.fabric8.kubernetes.api.model.HasMetadata> T child(Class<T> type) {
        return client.resources(type).inNamespace(NAMESPACE).withName("home").get();
    }

    private void awaitReady(int replicas) throws Exception {
        Steps.await(() -> site().getStatus() != null && site().getStatus().ready == replicas
                && site().getStatus().observedGeneration == site().getMetadata().getGeneration());
    }

    private void create() throws Exception {
        Site site = new Site();
        site.getMetadata().setName("home");
        site.getMetadata().setNamespace(NAMESPACE);
        site.setSpec(new Site.Spec(2, "hello"));
        client.resource(site).create();
        awaitReady(2);
    }

    private void change() throws Exception {
        client.resources(Site.class).inNamespace(NAMESPACE).withName("home")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":3,\"page\":\"good day\"}}");
        awaitReady(3);
        Steps.expect("the page", child(ConfigMap.class).getData().get("index.html"), "good day");
    }

    private void heal() throws Exception {
        String old = child(ConfigMap.class).getMetadata().getUid();
        client.configMaps().inNamespace(NAMESPACE).withName("home").delete();
        Steps.await(() -> child(ConfigMap.class) != null && !child(ConfigMap.class).getMetadata().getUid().equals(old));
    }

    private void leave() throws Exception {
        client.resource(site()).delete();
        Steps.await(() -> site() == null && child(Deployment.class) == null && child(ConfigMap.class) == null);
        Steps.expect("the farewell", client.configMaps().inNamespace(NAMESPACE).withName("farewell-home").get() != null,
                true);
    }

    private void remove() {
        client.apiextensions().v1().customResourceDefinitions().withName("sites.operator.coracle.dev").delete();
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(NAMESPACE).waitUntilCondition(n -> n == null, 1, TimeUnit.MINUTES);
    }
}
