package dev.coracle.scheduler.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.client.config.Yaml;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {

    private static PodSpec spec(String yaml) {
        return Serialization.fromTree(Yaml.read(yaml.getBytes(StandardCharsets.UTF_8)), PodSpec.class);
    }

    @Test
    void anInitContainerMayNeedMoreThanTheOthersTogether() {
        Requests requests = PodRequests.of(spec("""
                containers:
                - resources: {requests: {cpu: 100m, memory: 1Gi, example.com/x: 2}}
                - resources: {requests: {cpu: 200m}}
                initContainers:
                - {restartPolicy: Always, resources: {requests: {cpu: 50m}}}
                - resources: {requests: {cpu: 1, memory: 10}}
                - {restartPolicy: Always, resources: {requests: {cpu: 70m}}}
                overhead: {cpu: 5m}
                """));
        assertEquals(new Requests(1055, 1L << 30, 0, Map.of("example.com/x", 2L)), requests);
    }

    @Test
    void thePodAsAWholeMaySay() {
        Requests requests = PodRequests.of(spec("""
                resources: {requests: {cpu: 3}}
                containers: [{resources: {requests: {cpu: 100m, memory: 64Mi}}}]
                """));
        assertEquals(new Requests(3000, 64L << 20, 0, Map.of()), requests);
    }

    @Test
    void whoAsksForNothingCountsALittle() {
        Requests requests = PodRequests.nonZero(spec("containers: [{name: a}, {resources: {requests: {cpu: 0}}}]"));
        assertEquals(new Requests(100, 400L << 20, 0, Map.of()), requests);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1000", "100m,1,100", "1500m,2,1500", "0.1,1,100", "1.0005,2,1001", "2Ki,2048,2048000",
        "1e3,1000,1000000", "1Ei,1152921504606846976,9223372036854775807", "100n,1,1",
        "12345678901,12345678901,12345678901000"})
    void quantitiesAreRoundedUp(String text, long value, long milli) {
        assertEquals(value, Quantities.value(Quantity.parse(text)));
        assertEquals(milli, Quantities.milli(Quantity.parse(text)));
    }
}
