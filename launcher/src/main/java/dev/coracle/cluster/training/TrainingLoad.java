package dev.coracle.cluster.training;

import dev.coracle.client.config.Kubeconfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a busy API server does all day: pods and leases that come, are read, changed, applied, listed, watched and deleted, over HTTP/1.1 and
 * HTTP/2. So often that what is hot has been compiled with its profile. Nothing runs these pods.
 */
final class TrainingLoad {

    private static final int WORKERS = 16;
    private static final int ROUNDS = 400;
    private static final int WATCHES = 8;
    private static final int LIST_EVERY = 50;

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    private static final String MERGE = "application/merge-patch+json";

    private final URI server;
    private final HttpClient http;
    private final String name;

    private TrainingLoad(URI server, HttpClient http, String name) {
        this.server = server;
        this.http = http;
        this.name = name;
    }

    /** @throws IOException if a request is refused */
    static void run(Kubeconfig admin) throws IOException, InterruptedException {
        HttpClient first = client(admin, Version.HTTP_1_1);
        HttpClient second = client(admin, Version.HTTP_2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < WATCHES; i++) {
                TrainingLoad watcher = new TrainingLoad(admin.server(), i % 2 == 0 ? first : second, "");
                threads.submit(watcher::watch);
            }
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                TrainingLoad worker = new TrainingLoad(admin.server(), i % 2 == 0 ? first : second, "load-" + i);
                workers.add(threads.submit(worker::work));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the training load ended early: " + e.getCause(), e);
        } finally {
            threads.shutdownNow(); // to close them would be to wait for the watches
            first.shutdownNow();
            second.shutdownNow();
        }
    }

    private static HttpClient client(Kubeconfig admin, Version version) {
        return HttpClient.newBuilder().version(version).sslContext(admin.sslContext()).build();
    }

    private Object work() throws IOException, InterruptedException {
        String lease = LEASES + "/" + name;
        send("POST", LEASES, "application/json", lease());
        for (int i = 0; i < ROUNDS; i++) {
            String pod = PODS + "/" + name + "-" + i;
            send("POST", PODS, "application/json", pod(name + "-" + i));
            send("GET", pod, "", "");
            send("PATCH", pod, MERGE, "{\"metadata\":{\"annotations\":{\"example.com/at\":\"" + i + "\"}}}");
            send("PATCH", pod + "?fieldManager=training&force=true", "application/apply-patch+yaml",
                    applied(name + "-" + i));
            send("PATCH", pod + "/status", "application/strategic-merge-patch+json", status());
            send("PATCH", lease, MERGE, "{\"spec\":{\"leaseTransitions\":" + i + "}}");
            if (i % LIST_EVERY == 0) {
                send("GET", PODS + "?limit=100", "", "");
            }
            send("DELETE", pod + "?gracePeriodSeconds=0", "", "");
        }
        return name;
    }

    private Object watch() throws IOException, InterruptedException {
        try (InputStream events = http.send(HttpRequest.newBuilder(server.resolve(PODS + "?watch=true")).build(),
                BodyHandlers.ofInputStream()).body()) {
            return events.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private void send(String method, String path, String type, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new IOException(method + " " + path + " was answered with " + status);
        }
    }

    /** About 2 kB, with what most pods have. No scheduler answers to that name. */
    private static String pod(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"training","tier":"load"},
                "annotations":{"example.com/a":"%2$s","example.com/b":"%2$s","example.com/c":"%2$s","example.com/d":"%2$s"}},
                "spec":{"schedulerName":"nobody","automountServiceAccountToken":false,"containers":[{"name":"main",
                "image":"registry.example/app:1","ports":[{"containerPort":8080}],
                "env":[{"name":"MODE","value":"load"},{"name":"LEVEL","value":"info"}],
                "volumeMounts":[{"name":"scratch","mountPath":"/tmp"}],
                "readinessProbe":{"httpGet":{"path":"/ready","port":8080}},
                "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"128Mi"}}}],
                "volumes":[{"name":"scratch","emptyDir":{}}]}}"""
                .formatted(name, "0123456789abcdef".repeat(16));
    }

    private static String applied(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"example.com/applied\":\"yes\"}}}";
    }

    private static String status() {
        return """
                {"status":{"phase":"Running","podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"}],
                "conditions":[{"type":"Ready","status":"True"}]}}""";
    }

    private String lease() {
        return """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"%1$s"},
                "spec":{"holderIdentity":"%1$s","leaseDurationSeconds":40,"leaseTransitions":0}}"""
                .formatted(name);
    }
}
