package dev.coracle.apiserver.overload.scenario;

import dev.coracle.apiserver.overload.traffic.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What keeps a cluster alive, one after the other without pause: a kubelet's lease and its node's status, a leader's lease, a controller's writes. It counts what was refused, and
 * how many of the storm's answers came while one of its own requests was waiting.
 */
final class SystemTraffic implements AutoCloseable {

    private static final String NODE = "/api/v1/nodes/n1/status";
    private static final String NODE_LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1";
    private static final String LEADER_LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";
    private static final String OBJECTS = "/api/v1/namespaces/kube-system/configmaps";

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();
    private final List<String> refusals = new ArrayList<>();
    private final List<Future<Integer>> running = new ArrayList<>();
    private final LongSupplier storm;
    private long longest;

    private SystemTraffic(LongSupplier storm) {
        this.storm = storm;
    }

    /** @param storm how many answers the storm has had */
    static SystemTraffic begin(Scene scene, LongSupplier storm) throws Exception {
        prepare(scene);
        SystemTraffic traffic = new SystemTraffic(storm);
        traffic.running.add(scene.run(() -> traffic.node(scene)));
        traffic.running.add(scene.run(() -> traffic.controller(scene)));
        return traffic;
    }

    private static void prepare(Scene scene) throws Exception {
        try (Caller admin = scene.as(Scene.ADMIN)) {
            admin.call("POST", "/api/v1/nodes", "{\"metadata\":{\"name\":\"n1\"}}");
            admin.call("POST", NODE_LEASE.substring(0, NODE_LEASE.lastIndexOf('/')),
                    "{\"metadata\":{\"name\":\"n1\"}}");
            admin.call("POST", LEADER_LEASE.substring(0, LEADER_LEASE.lastIndexOf('/')),
                    "{\"metadata\":{\"name\":\"kube-controller-manager\"}}");
        }
    }

    private int node(Scene scene) throws Exception {
        try (Caller kubelet = scene.as(Scene.NODE)) {
            for (int i = 1; !stopped.get(); i++) {
                int count = i;
                note("lease", () -> kubelet.patch(NODE_LEASE, "{\"spec\":{\"leaseTransitions\":" + count + "}}"));
                note("heartbeat",
                        () -> kubelet.patch(NODE,
                                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"message\":\""
                                        + count + "\"}]}}"));
                rounds.incrementAndGet();
            }
        }
        return 0;
    }

    private int controller(Scene scene) throws Exception {
        try (Caller controller = scene.as(Scene.CONTROLLER)) {
            for (int i = 1; !stopped.get(); i++) {
                int count = i;
                note("leader", () -> controller.patch(LEADER_LEASE, "{\"spec\":{\"leaseTransitions\":" + count + "}}"));
                note("create", () -> controller.call("POST", OBJECTS, Scene.configMap("work", 100)));
                note("delete", () -> controller.call("DELETE", OBJECTS + "/work", ""));
                rounds.incrementAndGet();
            }
        }
        return 0;
    }

    private interface Call {
        Caller.Answer make() throws Exception;
    }

    private void note(String what, Call call) throws Exception {
        long before = storm.getAsLong();
        Caller.Answer answer = call.make();
        long meanwhile = storm.getAsLong() - before;
        synchronized (refusals) {
            longest = Math.max(longest, meanwhile);
            if (!answer.ok()) {
                refusals.add(what + ": " + answer.status() + " " + answer.text());
            }
        }
    }

    /** How often all was well or refused. @throws Exception what broke a connection, if one broke */
    int rounds() throws Exception {
        for (Future<Integer> one : running) {
            if (one.isDone()) {
                one.get();
            }
        }
        return rounds.get();
    }

    List<String> refusals() {
        synchronized (refusals) {
            return List.copyOf(refusals);
        }
    }

    /** The most answers that the storm has had while one request of these waited. */
    long longest() {
        synchronized (refusals) {
            return longest;
        }
    }

    @Override
    public void close() throws Exception {
        stopped.set(true);
        for (Future<Integer> one : running) {
            one.get();
        }
    }
}
