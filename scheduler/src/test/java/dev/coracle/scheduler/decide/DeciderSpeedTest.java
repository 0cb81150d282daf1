package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.model.LabelMatch;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many decisions a second, without a server: {@code -Dcoracle.speed=true}. */
@EnabledIfSystemProperty(named = "coracle.speed", matches = "true")
class DeciderSpeedTest {

    @ParameterizedTest
    @CsvSource({"1000, plain", "5000, plain", "1000, spread", "5000, spread", "1000, anti", "5000, anti"})
    void decisions(int nodes, String kind) {
        World world = new World();
        for (int i = 0; i < nodes; i++) {
            world.with(World.node("node-" + i, 32, 256, "topology.kubernetes.io/zone=" + i % 3));
        }
        List<PodInfo> pods = new ArrayList<>();
        int count = kind.equals("anti") ? nodes : 10_000;
        for (int i = 0; i < count; i++) {
            pods.add(World.yaml("web-" + i, "resources: {requests: {cpu: 100m, memory: 128Mi}}\n"
                    + (kind.equals("anti") ? """
                            affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
                              {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}
                            """ : "")));
        }
        long began = System.nanoTime();
        for (PodInfo pod : pods) {
            Shape shape = kind.equals("spread")
                    ? pod.shape().spreadByDefault(LabelMatch.labels(Map.of("app", "web")))
                    : pod.shape();
            if (world.decider.decide(pod, shape, world.profile, ExtraFilter.NONE) instanceof Decision.Place place) {
                world.state.assume(pod, place.node());
            }
        }
        System.out.printf("%d nodes, %s: %.0f decisions a second%n", nodes, kind,
                count * 1e9 / (System.nanoTime() - began));
    }
}
