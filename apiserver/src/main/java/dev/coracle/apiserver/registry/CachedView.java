package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something made out of all objects of one or more resources, made anew when one of them has changed and somebody asks. What is handed
 * out is shared by all who ask. Safe for use by any number of threads.
 */
public final class CachedView<T> {

    private record Made<T>(long[] versions, T value) {}

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
        long[] now = versions();
        Made<T> last = made;
        if (last != null && Arrays.equals(last.versions, now)) {
            return last.value;
        }
        lock.lock();
        try {
            long[] before = versions();
            Made<T> again = made;
            if (again != null && Arrays.equals(again.versions, before)) {
                return again.value;
            }
            Made<T> fresh = new Made<>(before, maker.apply(objects));
            made = fresh;
            return fresh.value;
        } finally {
            lock.unlock();
        }
    }

    private long[] versions() {
        long[] versions = new long[resources.size()];
        for (int i = 0; i < versions.length; i++) {
            versions[i] = objects.version(resources.get(i));
        }
        return versions;
    }
}
