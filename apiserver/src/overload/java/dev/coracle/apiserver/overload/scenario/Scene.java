package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.server.Sample;
import dev.coracle.apiserver.overload.server.ServerProcess;
import dev.coracle.apiserver.overload.traffic.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** A server with little memory, those who use it, and what is said of it at the end of each scenario. */
final class Scene implements AutoCloseable {

    static final int HEAP_MEGABYTES = 192;
    /** What a JVM needs beside its heap and its buffers: code, classes, stacks. */
    private static final long REST_BYTES = 256L << 20;
    private static final int FILLERS = 4;

    /** {@code -Doverload.scale=N} makes all storms greater. */
    private static final int SCALE = Integer.getInteger("overload.scale", 1);

    /** Users by their tokens; each belongs to another flow schema. */
    static final String ADMIN = "admin";
    static final String NODE = "node";
    static final String CONTROLLER = "controller";
    static final String TENANT = "tenant";
    static final String NEIGHBOUR = "neighbour";

    private final Path folder;
    private final int megabytes;
    private final ServerProcess server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> open = new ArrayList<>();

    private Scene(Path folder, int megabytes, ServerProcess server) {
        this.folder = folder;
        this.megabytes = megabytes;
        this.server = server;
    }

    static Scene begin(String... flags) throws Exception {
        return begin(HEAP_MEGABYTES, flags);
    }

    /** @param megabytes of heap, and as many outside of it */
    static Scene begin(int megabytes, String... flags) throws Exception {
        Path folder = Files.createTempDirectory("overload");
        Scene scene = new Scene(folder, megabytes, ServerProcess.start(folder, megabytes,
                List.of("admin,admin,1,system:masters", "node,system:node:n1,2,system:nodes",
                        "controller,system:kube-controller-manager,3,", "tenant,tenant,4,", "neighbour,neighbour,5,"),
                List.of(flags)));
        scene.awaitReady();
        return scene;
    }

    private void awaitReady() throws Exception {
        try (Caller admin = as(ADMIN)) {
            Eventually.holds("the server is ready", () -> admin.get("/readyz").ok());
            Eventually.holds("priority levels are there", () -> admin
                    .get("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/global-default").ok()
                    && admin.get("/api/v1/namespaces/default").ok());
        }
    }

    /** A new connection of somebody. */
    Caller as(String user) throws IOException {
        return Caller.connect(server.port(), user);
    }

    int port() {
        return server.port();
    }

    Sample sample() throws Exception {
        return server.sample();
    }

    void stall(boolean now) throws Exception {
        server.stall(now);
    }

    boolean alive() {
        return server.alive();
    }

    String words() {
        return server.lastWords();
    }

    /** Config maps {@code c0}, {@code c1}, … of so many bytes. */
    void fill(int count, int bytes) throws Exception {
        List<Future<Integer>> filling = new ArrayList<>();
        for (int filler = 0; filler < FILLERS; filler++) {
            int first = filler;
            filling.add(run(() -> {
                try (Caller admin = as(ADMIN)) {
                    for (int i = first; i < count; i += FILLERS) {
                        assertEquals(201, admin.call("POST", "/api/v1/namespaces/default/configmaps",
                                configMap("c" + i, bytes)).status());
                    }
                }
                return 0;
            }));
        }
        for (Future<Integer> one : filling) {
            one.get();
        }
    }

    static String configMap(String name, int bytes) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"d\":\"" + "x".repeat(bytes) + "\"}}";
    }

    <T> Future<T> run(Callable<T> task) {
        return threads.submit(task);
    }

    /** Closed with the scene. */
    <T extends AutoCloseable> T keep(T one) {
        synchronized (open) {
            open.add(one);
        }
        return one;
    }

    /** All that {@link #keep} was told of goes now. */
    void letGo() throws Exception {
        List<AutoCloseable> all;
        synchronized (open) {
            all = List.copyOf(open);
            open.clear();
        }
        for (AutoCloseable one : all) {
            one.close();
        }
    }

    /**
     * What holds after every scenario, by itself: the server lives, has kept to its memory, forgot no buffer, holds no seat, and has given back what it had taken.
     *
     * @param before how it was when it was quiet
     */
    void recovers(Sample before) throws Exception {
        letGo();
        assertTrue(server.alive(), () -> "the server has died:\n" + server.lastWords());
        try (Caller admin = as(ADMIN)) {
            Eventually.holds("all seats are free", () -> noSeatTaken(admin.get("/metrics").text()));
            assertEquals(201,
                    admin.call("POST", "/api/v1/namespaces/default/configmaps", configMap("after", 10)).status());
            assertEquals(200, admin.call("DELETE", "/api/v1/namespaces/default/configmaps/after", "").status());
        }
        Sample[] now = {before};
        Eventually.holds("files and threads are given back", () -> {
            now[0] = sample();
            return now[0].files() <= before.files() + 8 && now[0].virtual() <= before.virtual() + 8
                    && now[0].direct() <= before.direct() + (24 << 20);
        }, () -> "before: " + before + "; now: " + now[0]);
        assertTrue(now[0].peak() < (2L * megabytes << 20) + REST_BYTES, () -> "too much memory: " + now[0]);
        assertFalse(server.leaked(), () -> "a buffer was forgotten:\n" + server.lastWords());
        System.out.println("before: " + before + "; after: " + now[0]);
    }

    /** Of the levels that have seats: whoever asks for the metrics is being served, in the level that needs none. */
    private static boolean noSeatTaken(String metrics) {
        List<String> taken = metrics.lines()
                .filter(line -> line.startsWith("apiserver_flowcontrol_current_executing_requests{")
                        && !line.contains("priority_level=\"exempt\""))
                .toList();
        return !taken.isEmpty() && taken.stream().allMatch(line -> line.endsWith(" 0.0") || line.endsWith(" 0"));
    }

    @Override
    public void close() throws Exception {
        letGo();
        threads.shutdownNow();
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** As much as is tried with every build, times the scale. */
    static int scaled(int number) {
        return number * SCALE;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
