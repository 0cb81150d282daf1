package dev.coracle.apiserver.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.coracle.apiserver.admission.AdmissionMetrics.Step;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PluginTimesTest {

    private static final String NAME = "apiserver_admission_controller_admission_duration_seconds";

    private static List<String> shown(String plugin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Metrics.write(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains('"' + plugin + '"'))
                .map(line -> line.substring(NAME.length())).toList();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void everyPluginHasAHistogramOfItsOwn() {
        PluginTimes times = PluginTimes.of(List.of("TimesFirst", "TimesSecond", "TimesThird"), Step.ADMIT);
        times.accepted(Operation.CREATE, new long[]{millis(5), millis(30), 7}, 2);
        times.accepted(Operation.CREATE, new long[]{millis(6), millis(3000), 7}, 2);

        String labels = "{name=\"TimesSecond\",operation=\"CREATE\",rejected=\"false\",type=\"admit\"";
        assertEquals(List.of("_bucket" + labels + ",le=\"0.005\"} 0", "_bucket" + labels + ",le=\"0.025\"} 0",
                "_bucket" + labels + ",le=\"0.1\"} 1", "_bucket" + labels + ",le=\"0.5\"} 1",
                "_bucket" + labels + ",le=\"1.0\"} 1", "_bucket" + labels + ",le=\"2.5\"} 1",
                "_bucket" + labels + ",le=\"+Inf\"} 2", "_count" + labels + "} 2", "_sum" + labels + "} 3.03"),
                shown("TimesSecond"));
        assertEquals("_bucket" + labels.replace("Second", "First") + ",le=\"0.005\"} 1",
                shown("TimesFirst").getFirst());
        assertEquals(List.of(), shown("TimesThird"));
    }

    @Test
    void theOneThatRefusedIsCountedApart() {
        PluginTimes times = PluginTimes.of(List.of("TimesLenient", "TimesStrict"), Step.VALIDATE);
        times.accepted(Operation.UPDATE, new long[]{1, 0}, 1);
        times.rejected(Operation.UPDATE, 1, millis(1));

        String labels = "{name=\"TimesStrict\",operation=\"UPDATE\",rejected=\"true\",type=\"validate\"}";
        assertEquals(List.of("_count" + labels + " 1", "_sum" + labels + " 0.001"),
                shown("TimesStrict").subList(7, 9));
    }

    @Test
    void serversWithTheSamePluginsShareItAndOthersAreAdded() {
        PluginTimes times = PluginTimes.of(List.of("TimesShared"), Step.ADMIT);
        assertSame(times, PluginTimes.of(List.of("TimesShared"), Step.ADMIT));
        times.accepted(Operation.DELETE, new long[]{1}, 1);
        PluginTimes.of(List.of("TimesShared", "TimesMore"), Step.ADMIT).accepted(Operation.DELETE, new long[]{1, 1}, 2);

        assertEquals("_count{name=\"TimesShared\",operation=\"DELETE\",rejected=\"false\",type=\"admit\"} 2",
                shown("TimesShared").get(7));
    }
}
