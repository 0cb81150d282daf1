package dev.coracle.base.health;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** The named checks behind one health path, in the order in which they were added. Safe for any thread. */
public final class HealthChecks {

    private final String path;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, HealthCheck> checks = new LinkedHashMap<>();

    /** @param path without the slash, such as {@code readyz}; {@code ping} is there from the start */
    public HealthChecks(String path) {
        this.path = path;
        checks.put("ping", Optional::empty);
    }

    /** Adds a check; a second one of the same name is an error. */
    public HealthChecks add(String name, HealthCheck check) {
        lock.lock();
        try {
            if (checks.putIfAbsent(name, check) != null) {
                throw new IllegalArgumentException("there is a health check named " + name + " already");
            }
            return this;
        } finally {
            lock.unlock();
        }
    }

    public List<String> names() {
        return List.copyOf(snapshot().keySet());
    }

    private Map<String, HealthCheck> snapshot() {
        lock.lock();
        try {
            return new LinkedHashMap<>(checks);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs every check that isn't excluded.
     *
     * @param verbose a line for each check, also when all is well; a failure is always told in full
     */
    public HealthReport report(boolean verbose, Set<String> excluded) {
        StringBuilder lines = new StringBuilder();
        List<String> failed = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(excluded);
        snapshot().forEach((name, check) -> {
            if (unknown.remove(name)) {
                lines.append("[+]").append(name).append(" excluded: ok\n");
            } else if (failure(check).isPresent()) {
                failed.add(name);
                lines.append("[-]").append(name).append(" failed: reason withheld\n");
            } else {
                lines.append("[+]").append(name).append(" ok\n");
            }
        });
        if (!unknown.isEmpty()) {
            lines.append("warn: some health checks cannot be excluded: no matches for ").append(quoted(unknown))
                    .append('\n');
        }
        if (!failed.isEmpty()) {
            return new HealthReport(false, lines + path + " check failed\n", failed);
        }
        return new HealthReport(true, verbose ? lines + path + " check passed\n" : "ok", failed);
    }

    /** One check by name, as {@code /readyz/NAME} asks; empty when there is none of that name. */
    public Optional<HealthReport> reportOne(String name) {
        HealthCheck check = snapshot().get(name);
        if (check == null) {
            return Optional.empty();
        }
        return Optional.of(failure(check)
                .map(why -> new HealthReport(false, "internal server error: " + why + "\n", List.of(name)))
                .orElseGet(() -> new HealthReport(true, "ok", List.of())));
    }

    private static Optional<String> failure(HealthCheck check) {
        try {
            return check.failure();
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private static String quoted(Set<String> names) {
        return names.stream().map(n -> '"' + n + '"').collect(java.util.stream.Collectors.joining(","));
    }
}
