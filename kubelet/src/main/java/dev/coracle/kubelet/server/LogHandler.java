package dev.coracle.kubelet.server;

import dev.coracle.kubelet.pod.PodWorkers;
import dev.coracle.kubelet.runtime.ContainerLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}, with the query of PodLogOptions, as a real kubelet serves it. */
public final class LogHandler {

    static final String PATH = "/containerLogs/";
    private static final String TYPE = "text/plain";

    private final PodWorkers pods;

    public LogHandler(PodWorkers pods) {
        this.pods = pods;
    }

    void handle(NodeExchange exchange) throws IOException {
        String[] parts = exchange.path().substring(PATH.length()).split("/", -1);
        if (parts.length != 3) {
            exchange.answer(400, TYPE, "the path is /containerLogs/NAMESPACE/POD/CONTAINER\n");
            return;
        }
        Map<String, String> query = exchange.parameters();
        boolean previous = query.getOrDefault("previous", "").equals("true");
        Optional<ContainerLog> log = pods.log(parts[0], parts[1], parts[2], previous);
        if (log.isPresent()) {
            try (OutputStream out = exchange.stream(200, TYPE)) {
                write(log.get(), query, out);
            }
        } else if (pods.pod(parts[0], parts[1]).isEmpty()) {
            exchange.answer(404, TYPE, "pod \"" + parts[1] + "\" not found\n");
        } else {
            exchange.answer(400, TYPE,
                    (previous ? "previous terminated container \"" : "container \"") + parts[2] + "\" in pod \""
                            + parts[1] + "\" " + (previous ? "not found" : "is waiting to start") + "\n");
        }
    }

    private static void write(ContainerLog log, Map<String, String> query, OutputStream out) throws IOException {
        boolean times = query.getOrDefault("timestamps", "").equals("true");
        boolean follow = query.getOrDefault("follow", "").equals("true");
        long left = number(query, "limitBytes").orElse(Long.MAX_VALUE);
        Instant since = since(query);
        List<ContainerLog.Line> lines = log.from(0).stream().filter(line -> !line.time().isBefore(since)).toList();
        long tail = number(query, "tailLines").orElse(Long.MAX_VALUE);
        long next = lines.isEmpty() ? 0 : lines.getLast().number() + 1;
        for (ContainerLog.Line line : lines.subList((int) Math.max(0, lines.size() - Math.min(tail, lines.size())),
                lines.size())) {
            left = write(line, times, left, out);
        }
        out.flush();
        try {
            while (follow && left > 0 && log.awaitLine(next)) {
                for (ContainerLog.Line line : log.from(next)) {
                    left = write(line, times, left, out);
                    next = line.number() + 1;
                }
                out.flush();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static long write(ContainerLog.Line line, boolean times, long left, OutputStream out) throws IOException {
        byte[] bytes = ((times ? line.time() + " " : "") + line.text() + "\n").getBytes(StandardCharsets.UTF_8);
        int count = (int) Math.min(bytes.length, Math.max(0, left));
        out.write(bytes, 0, count);
        return left - count;
    }

    private static Instant since(Map<String, String> query) {
        Optional<Long> seconds = number(query, "sinceSeconds");
        if (seconds.isPresent()) {
            return Instant.now().minusSeconds(seconds.get());
        }
        try {
            return query.containsKey("sinceTime") ? Instant.parse(query.get("sinceTime")) : Instant.MIN;
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    private static Optional<Long> number(Map<String, String> query, String name) {
        String text = query.getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
