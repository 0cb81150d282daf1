package dev.coracle.apiserver.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ConversionsTest {

    private static final GroupVersion V1 = new GroupVersion("autoscaling", "v1");
    private static final GroupVersion V2 = new GroupVersion("autoscaling", "v2");

    @Test
    void autoscalersLoseNothingOnTheWayThroughTheOlderVersion() {
        ObjectNode autoscaler = FakeObjects.tree("{'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler',"
                + "'metadata':{'name':'h'},'spec':{'maxReplicas':3,'metrics':["
                + "{'type':'Pods','pods':{'metric':{'name':'q'},'target':{'averageValue':'5','type':'AverageValue'}}},"
                + "{'type':'Resource','resource':{'name':'cpu','target':{'averageUtilization':70,'type':'Utilization'}}}],"
                + "'behavior':{'scaleDown':{'selectPolicy':'Max'}}}}");
        Conversion conversion = Conversions.of(new GroupKind("autoscaling", "HorizontalPodAutoscaler"));
        ObjectNode old = conversion.convert(autoscaler.deepCopy(), V1);
        assertEquals(70, old.path("spec").path("targetCPUUtilizationPercentage").asInt(0));
        assertFalse(old.path("spec").has("metrics"));
        assertTrue(Meta.annotations(old).containsKey("autoscaling.alpha.kubernetes.io/metrics"));
        assertEquals(autoscaler, conversion.convert(old, V2));
    }

    @Test
    void eventsChangeTheNamesOfTheirFields() {
        ObjectNode event = FakeObjects.tree("{'apiVersion':'v1','kind':'Event','message':'m','count':2,"
                + "'involvedObject':{'name':'p'},'source':{'component':'c'}}");
        Conversion conversion = Conversions.of(new GroupKind("", "Event"));
        ObjectNode converted = conversion.convert(event.deepCopy(), new GroupVersion("events.k8s.io", "v1"));
        assertEquals("m", converted.path("note").asString(""));
        assertEquals("p", converted.path("regarding").path("name").asString(""));
        assertEquals(event, conversion.convert(converted, new GroupVersion("", "v1")));
    }
}
