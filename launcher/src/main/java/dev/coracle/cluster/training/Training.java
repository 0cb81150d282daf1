package dev.coracle.cluster;

import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.cluster.component.ControlPlane;
import dev.coracle.cluster.component.HealthProbe;
import dev.coracle.cluster.component.Nodes;
import dev.coracle.cluster.component.OneProcess;
import dev.coracle.cluster.component.Ports;
import dev.coracle.cluster.component.SimulatedNodes;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A training run: a whole cluster in this JVM, on disk, until some pods run, so that the JVM can write down which classes a cluster
 * needs. Run by {@code libexec/train} with {@code -XX:AOTCacheOutput}.
 */
public final class Training {

    /** One of each kind that people begin with, after those that loops of the API server's own follow: where to post, and what. */
    private static final String[][] EXAMPLES = {
        {"/apis/apiregistration.k8s.io/v1/apiservices",
            "{'metadata':{'name':'v1.absent.example.com'},'spec':{'group':'absent.example.com','version':'v1',"
                    + "'groupPriorityMinimum':100,'versionPriority':10,'service':{'name':'absent','namespace':'default'}}}"},
        {"/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
            "{'metadata':{'name':'f'},'spec':{'priorityLevelConfiguration':{'name':'catch-all'},'rules':[{'subjects':"
                    + "[{'kind':'User','user':{'name':'x'}}],'resourceRules':[{'verbs':['get'],'apiGroups':[''],"
                    + "'resources':['pods'],'namespaces':['*']}]}]}}"},
        {"/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "{'metadata':{'name':'things.example.com'},'spec':{'group':'example.com','scope':'Namespaced','names':"
                    + "{'plural':'things','kind':'Thing'},'versions':[{'name':'v1','served':true,'storage':true,'schema':"
                    + "{'openAPIV3Schema':{'type':'object','properties':{'spec':{'type':'object',"
                    + "'x-kubernetes-validations':[{'rule':'self.n > 0'}],'properties':{'n':{'type':'integer'}}}}}}}]}}"},
        {"/apis/apps/v1/namespaces/default/deployments",
            "{'metadata':{'name':'d'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'x'}},"
                    + "'template':{POD}}}}"},
        {"/apis/apps/v1/namespaces/default/statefulsets",
            "{'metadata':{'name':'s'},'spec':{'replicas':1,'serviceName':'s','selector':{'matchLabels':"
                    + "{'app':'x'}},'template':{POD}}}}"},
        {"/apis/apps/v1/namespaces/default/daemonsets",
            "{'metadata':{'name':'e'},'spec':{'selector':{'matchLabels':{'app':'x'}},'template':{POD}}}}"},
        {"/apis/batch/v1/namespaces/default/jobs",
            "{'metadata':{'name':'j'},'spec':{'template':{'spec':{'restartPolicy':'Never','containers':"
                    + "[{'name':'main','image':'busybox','command':['sleep','60']}]}}}}"},
        {"/apis/batch/v1/namespaces/default/cronjobs",
            "{'metadata':{'name':'c'},'spec':{'schedule':'0 0 1 1 *','jobTemplate':{'spec':{'template':{'spec':"
                    + "{'restartPolicy':'Never','containers':[{'name':'main','image':'busybox'}]}}}}}}"},
        {"/api/v1/namespaces/default/services",
            "{'metadata':{'name':'s'},'spec':{'selector':{'app':'x'},'ports':[{'port':80}]}}"},
        {"/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'c'},'data':{'a':'b'}}"},
        {"/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            "{'metadata':{'name':'b'},'spec':{'minAvailable':1,'selector':{'matchLabels':{'app':'x'}}}}"}};

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private Training() {}

    public static void main(String[] args) throws Exception {
        Path root = Files.createTempDirectory("coracle-training");
        ClusterFolder folder = new ClusterFolder(root);
        try {
            folder.make();
            run(folder, SystemClock.instance());
        } finally {
            folder.delete();
        }
        System.exit(0);
    }

    private static void run(ClusterFolder folder, Clock clock) throws Exception {
        ClusterState state = new ClusterState("training", Ports.any(), 1, false, true, Optional.empty(),
                java.util.List.of());
        ControlPlane plane = new ControlPlane(folder, state, new CertificateSet(folder.pki(), clock));
        plane.prepare();
        AutoCloseable cluster = OneProcessMain.start(OneProcess.spec(folder, plane).arguments());
        try (HealthProbe probe = new HealthProbe(plane.clusterCa())) {
            await(clock, () -> probe.ready("https://" + ControlPlane.LOOPBACK + ":" + state.port() + "/readyz"));
            SimulatedNodes.letIn(folder, clock);
            try (ApiClient client = ApiClient.connect(Kubeconfig.load(folder.kubeconfig()), clock, "training")) {
                await(clock, () -> Nodes.ready(client) == 1);
                for (String[] example : EXAMPLES) {
                    client.raw("POST", example[0], Optional.of(object(example[1])));
                }
                await(clock, () -> Nodes.pods(client)[0] >= 5);
                client.raw("GET", "/openapi/v3", Optional.empty());
                client.raw("GET", "/apis", Optional.empty());
            }
        } finally {
            cluster.close();
        }
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) Json.parse(text.replace("POD", "'metadata':{'labels':{'app':'x'}},'spec':{'containers':"
                + "[{'name':'main','image':'nginx'}],'tolerations':[{'operator':'Exists'}]").replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Clock clock, Condition condition) throws IOException, InterruptedException {
        long start = clock.nanoTime();
        while (!condition.holds()) {
            if (clock.nanoTime() - start > PATIENCE.toNanos()) {
                throw new ClusterException(
                        "the training cluster did not come up within " + PATIENCE.toSeconds() + " s");
            }
            clock.sleep(Duration.ofMillis(50));
        }
    }
}
