package dev.coracle.store.etcd.http;

import dev.coracle.base.metrics.Metrics;
import dev.coracle.proto.etcdserverpb.AlarmMember;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.port.StoreException;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code /health}, and {@code /livez} and {@code /readyz} with a page for each of their checks. One member has a leader as long as it runs, and
 * serializable reads differ from linearizable ones in nothing, so that {@code serializable} changes no answer. Source: etcd's etcdhttp.
 */
final class HealthPages {

    private static final Optional<String> WELL = Optional.empty();

    private final Member member;
    private final Map<String, Map<String, Supplier<Optional<String>>>> probes;

    HealthPages(Member member) {
        this.member = member;
        Map<String, Supplier<Optional<String>>> ready = new TreeMap<>();
        ready.put("data_corruption",
                () -> member.alarmed(AlarmType.CORRUPT) ? Optional.of("alarm activated: CORRUPT") : WELL);
        ready.put("serializable_read", this::read);
        ready.put("linearizable_read", this::read);
        ready.put("non_learner", () -> WELL);
        this.probes = Map.of("livez", Map.of("serializable_read", this::read), "readyz", ready);
    }

    /** What goes wrong when a key is read; empty if nothing does. */
    private Optional<String> read() {
        try {
            member.checkHealth();
            return WELL;
        } catch (StoreException e) {
            return Optional.of("range error: " + e.getMessage());
        }
    }

    /** @return empty if the path is none of these pages */
    Optional<Page> page(Target target) {
        String[] parts = target.path().substring(1).split("/", -1);
        if (target.path().equals("/health")) {
            return Optional.of(health(target.all("exclude")));
        }
        Map<String, Supplier<Optional<String>>> checks = probes.get(parts[0]);
        if (checks == null || parts.length > 2 || parts.length == 2 && !checks.containsKey(parts[1])) {
            return Optional.empty();
        }
        List<String> names = parts.length == 2
                ? List.of(parts[1])
                : checks.keySet().stream().filter(name -> !target.all("exclude").contains(name)).sorted().toList();
        return Optional.of(probe(parts[0], checks, names, target.has("verbose")));
    }

    private Page health(List<String> excluded) {
        Optional<String> alarm = member.alarms.get(AlarmType.NONE).stream().map(AlarmMember::getAlarm)
                .map(AlarmType::name).filter(name -> !excluded.contains(name)).map(name -> "ALARM " + name)
                .findFirst();
        Optional<String> reason = alarm.or(() -> read().map(failure -> "RANGE ERROR:" + failure));
        if (reason.isPresent()) {
            Metrics.counter("etcd_server_health_failures", "The total number of failed health checks.").inc();
            return Page.text(HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "{\"health\":\"false\",\"reason\":\"" + reason.get().replace("\\", "\\\\").replace("\"", "\\\"")
                            + "\"}\n");
        }
        Metrics.counter("etcd_server_health_success", "The total number of successful health checks.").inc();
        return Page.text(HttpResponseStatus.OK, "{\"health\":\"true\",\"reason\":\"\"}");
    }

    private static Page probe(String kind, Map<String, Supplier<Optional<String>>> checks, List<String> names,
            boolean verbose) {
        StringBuilder report = new StringBuilder();
        boolean well = true;
        for (String name : names) {
            Optional<String> failure = checks.getOrDefault(name, () -> WELL).get();
            well &= failure.isEmpty();
            report.append(failure.map(text -> "[-]" + name + " failed: " + text + "\n")
                    .orElse("[+]" + name + " ok\n"));
            Metrics.counter("etcd_server_healthchecks_total", "The total number of each kind of healthcheck.", "type",
                    "name", "status").labelValues(kind, name, failure.isEmpty() ? "success" : "error").inc();
        }
        return well
                ? Page.text(HttpResponseStatus.OK, (verbose ? report.toString() : "") + "ok\n")
                : Page.text(HttpResponseStatus.SERVICE_UNAVAILABLE, report + "\n");
    }
}
