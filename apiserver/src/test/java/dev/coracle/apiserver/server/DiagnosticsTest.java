package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server says of itself. */
@Timeout(60)
class DiagnosticsTest {

    /** Those that upstream's own test of health paths asks for. Source: test/e2e/apimachinery/health_handlers.go. */
    private static final Set<String> HOOKS = Stream.of("start-apiserver-admission-initializer",
            "generic-apiserver-start-informers", "start-apiextensions-informers", "start-apiextensions-controllers",
            "crd-informer-synced", "bootstrap-controller", "start-system-namespaces-controller",
            "start-service-ip-repair-controllers", "scheduling/bootstrap-system-priority-classes",
            "start-cluster-authentication-info-controller", "start-kube-aggregator-informers",
            "apiservice-registration-controller", "apiservice-status-local-available-controller",
            "apiservice-status-remote-available-controller", "kube-apiserver-autoregistration",
            "apiservice-openapi-controller", "storage-readiness", "priority-and-fairness-config-producer")
            .map(name -> "poststarthook/" + name).collect(Collectors.toUnmodifiableSet());
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @SuppressWarnings("NullAway.Init")
    private Api api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        api = new Api(ApiServerOptions.inMemory().withAccess(new ApiServerOptions.Access(List.of("AlwaysAllow"),
                List.of(), List.of("ServiceAccount"), 400, 200)), SystemClock.instance());
        api.server().awaitReady();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whoLooksAroundIsToldOfPaths() {
        String paths = text("/");
        for (String path : List.of("/api/v1", "/apis/apps", "/apis/apps/v1", "/readyz/ping", "/metrics", "/version")) {
            assertTrue(paths.contains("\"" + path + "\""), path);
        }
        assertEquals(404, api.raw("GET", "/healthz/", "").status());
    }

    @Test
    void whereTheOriginalKnowsNoHeadThereIsNone() {
        for (String path : List.of("/api", "/apis/apps/v1", "/version", MAPS, MAPS + "/x")) {
            assertEquals(405, api.raw("HEAD", path, "").status(), path);
        }
        for (String path : List.of("/apis", "/apis/apps", "/healthz", "/metrics", "/openapi/v2")) {
            assertEquals(200, api.raw("HEAD", path, "").status(), path);
        }
    }

    private String text(String path) {
        HttpResponse answer = api.raw("GET", path, "");
        assertEquals(200, answer.status(), path);
        return new String(HttpResponse.body(answer), StandardCharsets.UTF_8);
    }

    @Test
    void metricsHaveTheOriginalsNamesAndLabels() {
        assertEquals(201, api.post(MAPS + "?dryRun=All", "{'metadata':{'name':'m'}}").status());
        api.get(MAPS);
        api.get("/api/v1/made-up");
        ByteStream watch = api.watch("/api/v1/namespaces/default/limitranges?watch=true");
        String metrics = text("/metrics");
        watch.close();
        for (String line : new String[]{
            "apiserver_request_total{code=\"201\",component=\"apiserver\",dry_run=\"All\",group=\"\",resource=\"configmaps\",scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"}",
            "apiserver_request_duration_seconds_bucket{component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\",le=\"0.005\"}",
            "apiserver_request_sli_duration_seconds_count{component=\"apiserver\",group=\"\",resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"}",
            "apiserver_longrunning_requests{component=\"apiserver\",group=\"\",resource=\"limitranges\",scope=\"namespace\",subresource=\"\",verb=\"WATCH\",version=\"v1\"} 1",
            "apiserver_current_inflight_requests{request_kind=\"readOnly\"}",
            "apiserver_storage_objects{resource=\"configmaps\"}",
            "apiserver_resource_objects{group=\"apps\",resource=\"deployments\"} 0",
            "authentication_attempts{result=\"success\"}", "authorization_attempts_total{result=\"allowed\"}",
            "apiserver_flowcontrol_request_wait_duration_seconds_bucket{execute=\"true\"",
            "apiserver_flowcontrol_request_execution_seconds_count", "kubernetes_build_info{", "version_info{",
            "kubernetes_feature_enabled{name=\"WatchList\",stage=\"\"} 1", "process_resident_memory_bytes",
            "process_cpu_seconds_total", "process_start_time_seconds"}) {
            assertTrue(metrics.contains(line), line + " is missing in\n" + metrics);
        }
        assertTrue(!metrics.contains("made-up"), "what a client makes up is no label");
        assertTrue(text("/metrics").contains(
                "resource=\"limitranges\",scope=\"namespace\",subresource=\"\",verb=\"WATCH\",version=\"v1\"} 0"));
    }

    @Test
    void checksHaveTheOriginalsNames() {
        for (String path : List.of("/healthz", "/livez", "/readyz")) {
            assertTrue(names(path).containsAll(HOOKS), path + ": " + names(path));
        }
        Set<String> names = names("/readyz");
        assertTrue(names.containsAll(Set.of("ping", "log", "etcd", "etcd-readiness", "informer-sync", "shutdown",
                "autoregister-completion")), names.toString());
        assertEquals("ok", text("/livez/poststarthook/bootstrap-controller"));
        assertTrue(text("/metrics/slis").contains("kubernetes_healthcheck{name=\"etcd\",type=\"readyz\"} 1\n"));
    }

    private Set<String> names(String path) {
        return text(path + "?verbose=1").lines().filter(line -> line.startsWith("[+]"))
                .map(line -> line.substring(3, line.indexOf(' '))).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void queuesAreShown() {
        String levels = text("/debug/api_priority_and_fairness/dump_priority_levels");
        assertTrue(levels.startsWith("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, "
                + "ExecutingRequests, DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests\n"),
                levels);
        assertTrue(Pattern.compile("^workload-low, +0, +true, +false, +0, +0, ", Pattern.MULTILINE).matcher(levels)
                .find(), levels);
        assertTrue(text("/debug/api_priority_and_fairness/dump_queues").contains("\nworkload-low,      0,     0, "));
    }

    @Test
    void howMuchIsLoggedAndWhatRunsAreShown() {
        assertEquals(406, api.raw("GET", "/debug/flags/v", "").status());
        HttpResponse set = api.raw("PUT", "/debug/flags/v", "0");
        assertEquals("successfully set klog.logging.verbosity to 0",
                new String(HttpResponse.body(set), StandardCharsets.UTF_8));
        assertEquals(400, api.raw("PUT", "/debug/flags/v", "much").status());
        assertTrue(text("/debug/pprof/goroutine").contains("\tat "));
        assertEquals(404, api.raw("GET", "/debug/pprof/heap", "").status());
        assertTrue(text("/statusz").contains("\nUp  0 hr 00 min "));
        assertTrue(text("/flagz").startsWith("\napiserver flagz\n"));
    }
}
