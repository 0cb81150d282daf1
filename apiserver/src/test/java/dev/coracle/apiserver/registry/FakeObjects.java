package dev.coracle.apiserver.registry;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Objects in a map, without defaults, rules or admission. */
public final class FakeObjects implements Objects {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ObjectNode> stored = new TreeMap<>();
    private long revision;
    private int failing;

    /** Puts an object given as JSON with single quotes. */
    public FakeObjects with(String group, String resource, String json) {
        ObjectNode object = tree(json);
        create(ownContext(), new GroupResource(group, resource), object);
        return this;
    }

    /** The next so many creates fail, as if the store did not answer. */
    public void failCreates(int count) {
        failing = count;
    }

    public static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** A request context of somebody, about nothing in particular. */
    public static RequestContext context(UserInfo user, String... headers) {
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.put(headers[i], headers[i + 1]);
        }
        HttpRequest request = new HttpRequest("POST", "/", "", HttpRequest.headerMap(fields.entrySet()), new byte[0],
                List.of(), "192.0.2.1", true);
        return new RequestContext(request, RequestInfo.nonResource("post", "/"), user, "audit", Instant.EPOCH,
                new Warnings());
    }

    private static String key(GroupResource resource, String namespace, String name) {
        return resource + "|" + namespace + "|" + name;
    }

    @Override
    public Optional<ObjectNode> get(GroupResource resource, String namespace, String name) {
        lock.lock();
        try {
            return Optional.ofNullable(stored.get(key(resource, namespace, name))).map(ObjectNode::deepCopy);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<ObjectNode> list(GroupResource resource, String namespace) {
        lock.lock();
        try {
            String prefix = resource + "|" + (namespace.isEmpty() ? "" : namespace + "|");
            List<ObjectNode> found = new ArrayList<>();
            stored.forEach((key, object) -> {
                if (key.startsWith(prefix)) {
                    found.add(object.deepCopy());
                }
            });
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long version(GroupResource resource) {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ObjectNode create(RequestContext context, GroupResource resource, ObjectNode object) {
        lock.lock();
        try {
            if (failing > 0) {
                failing--;
                throw StatusException.internal("the store does not answer");
            }
            String key = key(resource, Meta.namespace(object), Meta.name(object));
            if (stored.containsKey(key)) {
                throw StatusException.alreadyExists(resource, Meta.name(object));
            }
            ObjectNode copy = object.deepCopy();
            Trees.setDefault(Meta.of(copy), "uid", "uid-" + ++revision);
            stored.put(key, copy);
            return copy.deepCopy();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ObjectNode update(RequestContext context, GroupResource resource, String namespace, String name,
            UnaryOperator<ObjectNode> change) {
        lock.lock();
        try {
            ObjectNode changed = change.apply(
                    get(resource, namespace, name).orElseThrow(() -> StatusException.notFound(resource, name)));
            stored.put(key(resource, namespace, name), changed.deepCopy());
            revision++;
            return changed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ObjectNode applyStatus(GroupResource resource, String namespace, String name, String manager,
            ObjectNode status) {
        return update(ownContext(), resource, namespace, name, object -> object.set("status", status));
    }

    @Override
    public ObjectNode updateStatus(GroupResource resource, String namespace, String name, String manager,
            UnaryOperator<ObjectNode> change) {
        return update(ownContext(), resource, namespace, name, change);
    }

    @Override
    public void delete(RequestContext context, GroupResource resource, String namespace, String name,
            ObjectNode options) {
        lock.lock();
        try {
            stored.remove(key(resource, namespace, name));
            revision++;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RequestContext ownContext() {
        return context(UserInfo.LOOPBACK);
    }

    @Override
    public RequestContext ownContext(String manager) {
        return context(UserInfo.LOOPBACK, "user-agent", manager);
    }
}
