package dev.coracle.kubelet;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.kubelet.node.NodeAgents;
import dev.coracle.kubelet.node.NodeDirectory;
import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import io.fabric8.kubernetes.api.model.Pod;

/** The nodes of one process, put together. Closing it leaves nodes and pods in the API as they are. */
public final class Kubelet implements AutoCloseable {

    private final Closers closers = new Closers();
    private final InformerFactory informers;
    private final PodWorkers workers;

    private Kubelet(ApiClient client, KubeletOptions options, ContainerRuntime runtime, Clock clock) {
        NodeDirectory directory = new NodeDirectory(options.address());
        this.informers = closers.add("informers", new InformerFactory(client, clock));
        Informer<Pod> pods = informers.informer(Pod.class, ListOptions.fields("spec.nodeName!="));
        EventRecorder events = closers.add("events", new EventRecorder(client, clock, "kubelet", options.nodeName(0)));
        this.workers = closers.add("pod workers", new PodWorkers(client, pods, directory, runtime, events, clock));
        NodeAgents agents = closers.add("nodes", new NodeAgents(client, options, directory, clock, workers::wake));
        informers.start();
        workers.start();
        agents.start();
    }

    /** Starts the nodes; they register as soon as the API server answers. */
    public static Kubelet start(ApiClient client, KubeletOptions options, ContainerRuntime runtime, Clock clock) {
        return new Kubelet(client, options, runtime, clock);
    }

    public PodWorkers workers() {
        return workers;
    }

    /** Whether it has seen the pods of the API server. */
    public boolean ready() {
        return informers.hasSynced();
    }

    @Override
    public void close() {
        closers.close();
    }
}
