package dev.coracle.testing.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.HttpTransport;
import dev.coracle.client.wire.Transport;
import dev.coracle.kubelet.Kubelet;
import dev.coracle.kubelet.KubeletOptions;
import dev.coracle.kubelet.simulated.SimulatedRuntime;
import dev.coracle.testing.ClusterSnapshot;
import dev.coracle.testing.CoracleCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that says that a pod has ended, when the cluster has been taken back to when it ran: the word is late, and must not end it. */
@Timeout(60)
class LateWordTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private volatile boolean holds;

    /** The way from the node to the API server, on which the next word about the pod can be held up. */
    private final class Road implements Transport {
        private final Transport way;

        Road(Transport way) {
            this.way = way;
        }

        @Override
        public Response send(Request request) throws IOException, InterruptedException {
            boolean late = holds && !request.method().equals("GET") && request.path().contains("/pods/p");
            if (!late) {
                return way.send(request);
            }
            holds = false;
            held.countDown();
            release.await();
            Response response = way.send(request);
            answers.add(response.status());
            return response;
        }

        @Override
        public void close() {
            way.close();
        }
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())
                && pod.getMetadata().getDeletionTimestamp() == null;
    }

    @Test
    void isRefused() throws Exception {
        SystemClock clock = SystemClock.instance();
        try (CoracleCluster cluster = CoracleCluster.builder().apiOnly().start();
                ApiClient road = new ApiClient(new Road(HttpTransport.connect(Kubeconfig
                        .load(cluster.kubeconfig().getBytes(StandardCharsets.UTF_8), Path.of(".")))), clock,
                        "kubelet")) {
            SimulatedRuntime runtime = new SimulatedRuntime(clock);
            try (Kubelet kubelet = Kubelet.start(road, new KubeletOptions(1, "node-", "", "127.0.0.1", 10250, "8",
                    "32Gi", 110, runtime.version()), runtime, clock)) {
                cluster.client().resources(ServiceAccount.class).create(new ServiceAccountBuilder().withNewMetadata()
                        .withName("default").withNamespace("default").endMetadata().build());
                cluster.client().resources(Pod.class).create(new PodBuilder().withNewMetadata().withName("p")
                        .withNamespace("default").endMetadata().withNewSpec().withNodeName("node-0")
                        .addNewToleration().withOperator("Exists").endToleration()
                        .addNewContainer().withName("c").withImage("i").endContainer().endSpec().build());
                cluster.await(Pod.class, "default", "p", LateWordTest::runs);
                ClusterSnapshot then = cluster.snapshot();
                holds = true;
                cluster.client().resources(Pod.class).delete("default", "p", DeleteOptions.DEFAULT);
                held.await();
                cluster.rewindTo(then);
                release.countDown();
                assertEquals(409, answers.take());
                cluster.await(Pod.class, "default", "p", LateWordTest::runs);
            } finally {
                release.countDown();
            }
        }
    }
}
