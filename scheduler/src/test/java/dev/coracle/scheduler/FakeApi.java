package dev.coracle.scheduler;

import dev.coracle.client.wire.Serialization;
import dev.coracle.client.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an API server as a scheduler needs: lists, watches, creates, merges into status, binds, deletes. As strict as the original where
 * it matters to who waits: a watch begins at its version, so that nothing is lost between it and the list before; who isn't there, or is
 * bound, or is another, is not bound.
 */
final class FakeApi implements Transport {

    private static final byte[] GONE = """
            {"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}
            """.getBytes(StandardCharsets.UTF_8);

    private record Told(String resource, int version, byte[] line) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<String, ObjectNode>> collections = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    /** From where on a collection can be watched. */
    private final Map<String, Integer> takenBackAt = new HashMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private int version;
    private boolean losing;
    private int bindingsLost;
    private String held = "";

    @Override
    public Response send(Request request) throws IOException {
        String path = request.path().replaceFirst("\\?.*", "").replaceFirst("/namespaces/[^/]+/", "/");
        String query = request.path().substring(request.path().indexOf('?') + 1);
        // /api/v1/RESOURCE[/NAME[/SUBRESOURCE]] or /apis/GROUP/VERSION/…
        String[] parts = path.split("/");
        int at = path.startsWith("/api/") ? 3 : 4;
        Map<String, ObjectNode> objects;
        lock.lock();
        try {
            objects = collections.computeIfAbsent(parts[at], r -> new LinkedHashMap<>());
            String name = parts.length > at + 1 ? parts[at + 1] : "";
            if (request.method().equals("GET") && query.contains("watch=true")) {
                return new Answer(200, watch(parts[at], Integer.parseInt(parameter(query, "resourceVersion"))));
            }
            if (!name.isEmpty() && !objects.containsKey(name)) {
                return refused(404, "NotFound");
            }
            return switch (request.method()) {
                case "GET" -> json(list(parts[at], objects));
                case "DELETE" -> json(delete(parts[at], name));
                default -> write(parts[at], name, parts[parts.length - 1],
                        (ObjectNode) Serialization.mapper().readTree(request.body()));
            };
        } finally {
            lock.unlock();
        }
    }

    private static String parameter(String query, String name) {
        return Stream.of(query.split("&")).filter(each -> each.startsWith(name + "=")).findFirst().orElseThrow()
                .substring(name.length() + 1);
    }

    private Watch watch(String resource, int from) {
        Watch watch = new Watch(resource);
        if (from < takenBackAt.getOrDefault(resource, 0)) {
            watch.lines.add(GONE);
        } else {
            told.stream().filter(event -> event.resource.equals(resource) && event.version > from)
                    .forEach(event -> watch.lines.add(event.line));
        }
        watches.add(watch);
        return watch;
    }

    private ObjectNode list(String resource, Map<String, ObjectNode> objects) throws IOException {
        while (resource.equals(held)) {
            try {
                changed.await();
            } catch (InterruptedException closing) {
                throw new IOException(closing);
            }
        }
        ObjectNode list = Serialization.mapper().createObjectNode();
        list.putObject("metadata").put("resourceVersion", Integer.toString(version));
        ArrayNode items = list.putArray("items");
        objects.values().forEach(items::add);
        return list;
    }

    private Response write(String resource, String name, String last, ObjectNode body) {
        Map<String, ObjectNode> objects = collections.getOrDefault(resource, Map.of());
        if (name.isEmpty()) {
            if (objects.containsKey(body.path("metadata").path("name").asString())) {
                return refused(409, "AlreadyExists");
            }
            put(resource, body);
            return json(body);
        }
        ObjectNode now = Objects.requireNonNull(objects.get(name)).deepCopy();
        if (body.path("metadata").has("uid")
                && !body.path("metadata").path("uid").equals(now.path("metadata").path("uid"))) {
            return refused(409, "Conflict");
        }
        if (last.equals("binding")) {
            return bind(resource, now, body.path("target").path("name").asString());
        }
        if (body.path("status") instanceof ObjectNode status) {
            now.withObject("/status").setAll(status);
        }
        put(resource, now);
        return json(now);
    }

    private Response bind(String resource, ObjectNode pod, String node) {
        if (losing) {
            bindingsLost++;
            changed.signalAll();
            return json(pod);
        }
        if (pod.path("spec").has("nodeName")) {
            return refused(409, "Conflict");
        }
        ((ObjectNode) pod.path("spec")).put("nodeName", node);
        put(resource, pod);
        return json(pod);
    }

    /** Lists of this resource are not answered until another is held, or none. */
    void hold(String resource) {
        lock.lock();
        try {
            held = resource;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on bindings are answered and come to nothing, as if the cluster were taken back right after each. */
    void loseBindings(boolean lose) {
        lock.lock();
        try {
            losing = lose;
        } finally {
            lock.unlock();
        }
    }

    void awaitBindingLost() throws InterruptedException {
        lock.lock();
        try {
            while (bindingsLost == 0) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a collection back to other contents; whoever watches it has to list it again. */
    void takeBack(String resource, List<ObjectNode> contents) {
        lock.lock();
        try {
            Map<String, ObjectNode> objects = new LinkedHashMap<>();
            for (ObjectNode object : contents) {
                ((ObjectNode) object.path("metadata")).put("resourceVersion", Integer.toString(++version));
                objects.put(object.path("metadata").path("name").asString(), object);
            }
            collections.put(resource, objects);
            takenBackAt.put(resource, version);
            watches.stream().filter(w -> w.resource.equals(resource)).forEach(w -> w.lines.add(GONE));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Creates an object or replaces it, and tells the watches. */
    void put(String resource, ObjectNode object) {
        lock.lock();
        try {
            ObjectNode metadata = (ObjectNode) object.path("metadata");
            metadata.put("resourceVersion", Integer.toString(++version));
            String name = metadata.path("name").asString();
            boolean known = collections.computeIfAbsent(resource, r -> new LinkedHashMap<>()).put(name, object) != null;
            tell(resource, known ? "MODIFIED" : "ADDED", object);
        } finally {
            lock.unlock();
        }
    }

    ObjectNode delete(String resource, String name) {
        lock.lock();
        try {
            ObjectNode last = collections.getOrDefault(resource, new LinkedHashMap<>()).remove(name);
            if (last == null) {
                return Serialization.mapper().createObjectNode();
            }
            ((ObjectNode) last.path("metadata")).put("resourceVersion", Integer.toString(++version));
            tell(resource, "DELETED", last);
            return last;
        } finally {
            lock.unlock();
        }
    }

    private void tell(String resource, String type, ObjectNode object) {
        ObjectNode event = Serialization.mapper().createObjectNode().put("type", type);
        event.set("object", object);
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        told.add(new Told(resource, version, line));
        watches.stream().filter(w -> w.resource.equals(resource)).forEach(w -> w.lines.add(line));
        changed.signalAll();
    }

    /** Waits until some object of the resource is as wanted. */
    JsonNode await(String resource, Predicate<JsonNode> wanted) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                for (JsonNode object : collections.getOrDefault(resource, Map.of()).values()) {
                    if (wanted.test(object)) {
                        return object;
                    }
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static Response refused(int code, String reason) {
        ObjectNode status = Serialization.mapper().createObjectNode().put("kind", "Status").put("code", code)
                .put("reason", reason);
        return new Answer(code, new ByteArrayInputStream(status.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Response json(JsonNode node) {
        return new Answer(200, new ByteArrayInputStream(node.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {}

    private record Answer(int status, InputStream body) implements Response {
        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public void close() {
            if (body instanceof Watch watch) {
                watch.end();
            }
        }
    }

    /** The lines of a watch, as a stream that blocks. */
    private final class Watch extends InputStream {
        private final String resource;
        private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
        private boolean ended;

        Watch(String resource) {
            this.resource = resource;
        }

        void end() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read lines");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            lock.lock();
            try {
                while (lines.isEmpty()) {
                    if (ended) {
                        return -1;
                    }
                    changed.await();
                }
                byte[] line = lines.remove();
                int n = Math.min(length, line.length);
                System.arraycopy(line, 0, into, offset, n);
                if (n < line.length) {
                    lines.addFirst(java.util.Arrays.copyOfRange(line, n, line.length));
                }
                return n;
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                lock.unlock();
            }
        }
    }
}
