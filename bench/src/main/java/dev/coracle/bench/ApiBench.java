package dev.coracle.bench;

import dev.coracle.bench.objects.Manifests;
import dev.coracle.bench.objects.Namespaces;
import dev.coracle.bench.objects.PodRequests;
import dev.coracle.bench.traffic.Connection;
import dev.coracle.bench.traffic.Figures;
import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.Request;
import dev.coracle.bench.traffic.ServerTime;
import dev.coracle.bench.traffic.StubServer;
import dev.coracle.bench.traffic.Target;
import dev.coracle.bench.watch.Http2Watches;
import dev.coracle.bench.watch.WatchBench;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * All measurements of one server in turn: {@code ApiBench URL TOKEN WARM-UP-SECONDS SECONDS PIDS ONLY KEYS}: each runs for the first time
 * uncounted, for the second counted. PIDS are those of the server and its store, with commas between, or "-"; ONLY names the measurements
 * that are wanted, or is "-" for all but growth; KEYS is the key store of a server that does nothing, against which this program
 * warms itself up before, or "-". Prints a line "name TAB value" each; progress goes to the standard error.
 */
public final class ApiBench {

    private static final int CLIENTS = 32;
    private static final int LISTED = 5_000;
    private static final int LISTERS = 4;
    private static final int OWN_WARM_UP = 5;

    private final Target target;
    private final ServerTime server;
    private final Load load;
    private final Set<String> only;
    private final long warmSeconds;
    private final long seconds;

    private ApiBench(Target target, ServerTime server, Set<String> only, long warmSeconds, long seconds) {
        this.target = target;
        this.server = server;
        this.only = only;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
        this.load = new Load(target, server, TimeUnit.SECONDS.toNanos(warmSeconds), TimeUnit.SECONDS.toNanos(seconds));
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 7) {
            System.err.println("usage: ApiBench URL TOKEN WARM-UP-SECONDS SECONDS PIDS|- ONLY|- KEYS|-");
            System.exit(2);
        }
        List<Long> pids = Arrays.stream(args[4].split(",")).filter(pid -> !pid.equals("-")).map(Long::parseLong)
                .toList();
        Set<String> only = Arrays.stream(args[5].split(",")).filter(name -> !name.equals("-"))
                .collect(Collectors.toSet());
        if (!args[6].equals("-")) {
            warmUp(Path.of(args[6]));
        }
        new ApiBench(new Target(URI.create(args[0]), args[1]), new ServerTime(pids), only, Long.parseLong(args[2]),
                Long.parseLong(args[3])).run();
    }

    /** Otherwise the first seconds of the first measurement are those in which this program is compiled, on the cores of the server. */
    private static void warmUp(Path keys) throws IOException, InterruptedException {
        try (StubServer stub = StubServer.start(keys, 0)) {
            new Load(new Target(stub.url(), "none"), new ServerTime(List.of()), TimeUnit.SECONDS.toNanos(OWN_WARM_UP),
                    1)
                    .run(CLIENTS, PodRequests.CREATE.of("/pods", ""));
        }
    }

    private void run() throws IOException, InterruptedException {
        String pods = Namespaces.make(target, "bench") + "/pods";
        for (PodRequests asked : PodRequests.values()) {
            rate(asked.id(), asked.title() + ", 32 clients (1/s)", asked.of(pods, ""));
            if (asked == PodRequests.CREATE) {
                Namespaces.firstPods(target, pods, CLIENTS);
            }
        }
        nodes();
        if (wanted("list")) {
            list();
        }
        if (wanted("watch")) {
            WatchBench watches = new WatchBench(target, server, Namespaces.make(target, "bench-watch") + "/configmaps",
                    warmSeconds,
                    seconds);
            watches.run(200, 1);
            watches.run(1_000, 1);
            watches.run(1_000, 10);
            watches.run(1_000, Http2Watches.MOST);
        }
    }

    private boolean wanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    /** The two writes that a cluster of many nodes has most of. */
    private void nodes() throws IOException, InterruptedException {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/bench/leases";
        rate("lease", "update of a lease, 32 clients (1/s)", (c, i, v) -> i == 0
                ? Request.post(leases, Manifests.lease("l-" + c, "", 0))
                : Request.put(leases + "/l-" + c, Manifests.lease("l-" + c, v, i)));
        rate("node", "patch of a node's status, 32 clients (1/s)", (c, i, v) -> i == 0
                ? Request.post("/api/v1/nodes", Manifests.node("n-" + c))
                : Request.strategicPatch("/api/v1/nodes/n-" + c + "/status", Manifests.nodeStatus(i)));
    }

    private void rate(String id, String name, Load.Requests requests) throws IOException, InterruptedException {
        if (wanted(id)) {
            tell(name, load.run(CLIENTS, requests));
        }
    }

    private void tell(String name, Load.Result result) {
        Figures.say(name, result.rate());
        Figures.say(name.replace("(1/s)", "p99 (ms)"), result.p99Millis());
        if (server.known()) {
            Figures.say(name.replace("(1/s)", "processor time of the server for each (us)"), result.serverMicros());
        }
    }

    private void list() throws IOException, InterruptedException {
        String pods = Namespaces.make(target, "bench-list") + "/pods";
        try (Connection connection = target.connect()) {
            for (int i = 0; i < LISTED; i++) {
                connection.make(Request.post(pods, Manifests.pod("p-" + i)));
            }
            double size = connection.call(Request.get(pods)).bytes() / 1e6;
            System.err.printf(Locale.ROOT, "  the list has %.1f MB%n", size);
        }
        Load.Result result = load.run(LISTERS, (c, i, v) -> Request.get(pods));
        tell("LIST of 5,000 pods, 4 clients (1/s)", result);
        Figures.say("LIST of 5,000 pods, 4 clients (MB/s)", result.megabytes());
    }
}
