package dev.coracle.cluster;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.lifecycle.ProcessLimit;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.cluster.component.ComponentProcess;
import dev.coracle.cluster.component.HealthProbe;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How each component does. */
public final class ClusterStatus {

    private ClusterStatus() {}

    /** @param health ready, not ready, or ended @param megabytes resident memory, 0 if the machine does not tell */
    public record Line(String component, String health, long pid, long megabytes) {}

    public static List<Line> of(ClusterFolder folder, ClusterState state) throws IOException, InterruptedException {
        CertificateSet certificates = new CertificateSet(folder.pki(), SystemClock.instance());
        List<Line> lines = new ArrayList<>();
        try (HealthProbe probe = new HealthProbe(certificates.ca().certificate())) {
            for (ClusterState.Component component : state.components()) {
                Optional<ComponentProcess> process = ComponentProcess.find(component);
                String health = process.isEmpty() ? "ended" : probe.ready(component.health()) ? "ready" : "not ready";
                lines.add(new Line(component.name(), health, component.pid(),
                        process.isEmpty() ? 0 : residentMegabytes(component.pid())));
            }
        }
        return lines;
    }

    /** As {@code ps} tells it: there is no portable way inside Java to ask for another process's memory. */
    private static long residentMegabytes(long pid) throws InterruptedException {
        try {
            Process ps = ProcessLimit.start(new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                    .redirectErrorStream(true), Duration.ofSeconds(10));
            String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            ps.waitFor();
            return Long.parseLong(answer) / 1024;
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
    }
}
