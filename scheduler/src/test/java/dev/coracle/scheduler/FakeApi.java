package dev.coracle.scheduler;

import dev.coracle.client.wire.Serialization;
import dev.coracle.client.wire.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** As much of an API server as a scheduler needs: lists, watches, creates, merges into status, binds, deletes. */
final class FakeApi implements Transport {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<String, ObjectNode>> collections = new LinkedHashMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private int version;
    private boolean losing;
    private int bindingsLost;

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
                Watch watch = new Watch(parts[at]);
                watches.add(watch);
                return new Answer(200, watch);
            }
            return switch (request.method()) {
                case "GET" -> json(list(objects));
                case "DELETE" -> json(delete(parts[at], name));
                default -> json(write(parts[at], name, parts[parts.length - 1],
                        (ObjectNode) Serialization.mapper().readTree(request.body())));
            };
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode list(Map<String, ObjectNode> objects) {
        ObjectNode list = Serialization.mapper().createObjectNode();
        list.putObject("metadata").put("resourceVersion", Integer.toString(version));
        ArrayNode items = list.putArray("items");
        objects.values().forEach(items::add);
        return list;
    }

    private ObjectNode write(String resource, String name, String last, ObjectNode body) {
        ObjectNode before = collections.getOrDefault(resource, Map.of()).get(name);
        if (before == null) {
            put(resource, body);
            return body;
        }
        ObjectNode now = before.deepCopy();
        if (last.equals("binding") && losing) {
            changed.signalAll();
            bindingsLost++;
            return now;
        }
        if (last.equals("binding")) {
            ((ObjectNode) now.path("spec")).put("nodeName", body.path("target").path("name").asString());
        } else if (body.path("status") instanceof ObjectNode status) {
            now.withObject("/status").setAll(status);
        }
        put(resource, now);
        return now;
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
            byte[] gone = "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}\n"
                    .getBytes(StandardCharsets.UTF_8);
            watches.stream().filter(w -> w.resource.equals(resource)).forEach(w -> w.lines.add(gone));
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
