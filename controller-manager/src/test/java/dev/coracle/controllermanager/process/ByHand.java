package dev.coracle.controllermanager.process;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.ControllerOptions;
import java.nio.file.Path;

/** Runs the workload controllers against the API server of a kubeconfig file, to try them out beside a real one. */
public final class ByHand {

    private ByHand() {}

    public static void main(String[] args) throws Exception {
        SystemClock clock = SystemClock.instance();
        ApiClient client = ApiClient.connect(Kubeconfig.load(Path.of(args[0])), clock, "by-hand");
        InformerFactory informers = new InformerFactory(client, clock);
        for (ControllerFactory factory : KnownControllers.workloads()) {
            factory.start(new ControllerContext(client, informers, new EventRecorder(client, clock, factory.name()),
                    clock, ControllerOptions.DEFAULTS));
        }
        informers.start();
        informers.awaitSynced();
        System.out.println("synced");
        Thread.currentThread().join();
    }
}
