package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something made out of all objects of one or more resources, made anew when one of them has changed and somebody asks. What is handed
 * out is shared by all who ask. Safe for use by any number of threads.
 */
public final class CachedView<T> {

    private record Made<T>(List<Long> versions, T value) {}

    private final Objects objects;
    private final List<GroupResource> resources;
    private final Function<Objects, T> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Made<T> made;

    public CachedView(Objects objects, List<GroupResource> resources, Function<Objects, T> maker) {
        this.objects = objects;
        this.resources = List.copyOf(resources);
        this.maker = maker;
    }

    public T get() {
        List<Long> now = versions();
        Made<T> last = made;
        if (last != null && last.versions.equals(now)) {
            return last.value;
        }
        lock.lock();
        try {
            List<Long> before = versions();
            Made<T> again = made;
            if (again != null && again.versions.equals(before)) {
                return again.value;
            }
            Made<T> fresh = new Made<>(before, maker.apply(objects));
            made = fresh;
            return fresh.value;
        } finally {
            lock.unlock();
        }
    }

    private List<Long> versions() {
        List<Long> versions = new ArrayList<>(resources.size());
        resources.forEach(resource -> versions.add(objects.version(resource)));
        return versions;
    }
}
