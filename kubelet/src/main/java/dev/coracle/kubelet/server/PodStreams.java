package dev.coracle.kubelet.server;

import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.CommandIo;
import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.ContainerRuntime.RunningContainer;
import dev.coracle.kubelet.streaming.NodeStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands in the containers of this process's pods. A simulated pod has no ports: nothing listens. */
public final class PodStreams implements NodeStreams {

    private final PodWorkers pods;

    public PodStreams(PodWorkers pods) {
        this.pods = pods;
    }

    @Override
    public Command exec(Place place, List<String> command) throws Refusal {
        RunningContainer container = container(place);
        return io -> container.exec(command, io);
    }

    /** What the container writes from now on; it reads nothing. */
    @Override
    public Command attach(Place place) throws Refusal {
        ContainerLog log = container(place).log();
        return io -> follow(log, io);
    }

    private static int follow(ContainerLog log, CommandIo io) throws IOException, InterruptedException {
        List<ContainerLog.Line> before = log.from(0);
        long next = before.isEmpty() ? 0 : before.getLast().number() + 1;
        while (log.awaitLine(next)) {
            for (ContainerLog.Line line : log.from(next)) {
                io.stdout().write((line.text() + (io.tty() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8));
                next = line.number() + 1;
            }
        }
        return 0;
    }

    private RunningContainer container(Place place) throws Refusal {
        pod(place.namespace(), place.pod());
        return pods.container(place.namespace(), place.pod(), place.container())
                .filter(container -> !container.log().isClosed()).orElseThrow(() -> new Refusal(500,
                        "unable to upgrade connection: container not found (\"" + place.container() + "\")"));
    }

    private void pod(String namespace, String name) throws Refusal {
        if (pods.pod(namespace, name).isEmpty()) {
            throw new Refusal(404, "pod does not exist");
        }
    }

    @Override
    public Ports ports(String namespace, String pod) throws Refusal {
        pod(namespace, pod);
        return (port, connection) -> {
            throw new IOException("nothing listens on port " + port + " of pod " + namespace + "/" + pod
                    + ": it is simulated, and nothing is executed in it");
        };
    }
}
