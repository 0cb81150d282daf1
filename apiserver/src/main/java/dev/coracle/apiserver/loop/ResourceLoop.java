package dev.coracle.apiserver.loop;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.apiserver.storage.cache.Watcher;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a round over all objects of a resource: at the start, whenever it or a resource that it depends on has changed, and again after
 * {@link #AGAIN} while something is left to do. One thread; rounds never overlap, and changes that come together make one round.
 */
public final class ResourceLoop implements AutoCloseable {

    /** How soon it comes back to what could not be done, such as an update that somebody else was faster with. */
    public static final Duration AGAIN = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(ResourceLoop.class);

    /** What is done for all objects at once. */
    @FunctionalInterface
    public interface Round {
        /** @param all trees of their own @return whether nothing is left to do until something changes */
        boolean run(List<ObjectNode> all);
    }

    /** What is done for one object. */
    @FunctionalInterface
    public interface Step {
        /** @return whether nothing is left to do until something changes */
        boolean run(ObjectNode object);
    }

    private final Resources resources;
    private final WatchCache cache;
    private final Clock clock;
    private final List<GroupResource> followed;
    private final Round round;
    private final Semaphore changed = new Semaphore(0);
    private final CountDownLatch following = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    /** @param followed the resource whose objects a round gets, then those whose changes are followed as well */
    public ResourceLoop(String name, Resources resources, WatchCache cache, Clock clock, List<GroupResource> followed,
            Round round) {
        this.resources = resources;
        this.cache = cache;
        this.clock = clock;
        this.followed = List.copyOf(followed);
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::follow);
    }

    /** A round that takes one object after the other; what goes wrong with one is logged, or tried again if somebody else wrote. */
    public static Round each(Step step) {
        return all -> {
            boolean done = true;
            for (ObjectNode object : all) {
                done &= guarded(object, step);
            }
            return done;
        };
    }

    /** One step, by which a round survives what goes wrong with one object. @return whether nothing is left to do */
    public static boolean guarded(ObjectNode object, Step step) {
        try {
            return step.run(object);
        } catch (StatusException e) {
            log.debug("{} is taken up again: {}", Meta.name(object), e.getMessage());
            return e.status().code() == 404; // it is gone, and so is the work
        } catch (RuntimeException e) {
            log.error("{} can't be worked on", Meta.name(object), e);
            return true;
        }
    }

    public void start() {
        thread.start();
    }

    /** Waits until it hears of every change; it may not have run a round yet, which can take a while. */
    public void awaitFollowing() throws InterruptedException {
        following.await();
    }

    /** Makes it run another round, as if something had changed. */
    public void wake() {
        changed.release();
    }

    /** The objects, as a round gets them. */
    public List<ObjectNode> objects() {
        return cacheOf(followed.getFirst()).snapshot().list("").stream().map(CachedObject::tree).toList();
    }

    private ResourceCache cacheOf(GroupResource resource) {
        return resources.find(resource).flatMap(cache::cache)
                .orElseThrow(() -> new IllegalStateException(resource + " is not stored"));
    }

    private void follow() {
        try {
            while (!closed) {
                List<Watcher> watchers = new ArrayList<>();
                try {
                    for (GroupResource resource : followed) {
                        Watcher watcher = cacheOf(resource).subscribe(object -> true).watcher();
                        watchers.add(watcher);
                        watcher.onChange(changed::release);
                    }
                    following.countDown();
                    follow(watchers);
                } finally {
                    watchers.forEach(Watcher::close);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(List<Watcher> watchers) throws InterruptedException {
        while (!closed && watchers.stream().noneMatch(Watcher::ended)) {
            changed.drainPermits();
            watchers.forEach(ResourceLoop::drain);
            if (round.run(objects())) {
                changed.acquire();
            } else {
                clock.sleep(AGAIN);
            }
        }
    }

    private static void drain(Watcher watcher) {
        while (watcher.poll().isPresent()) {
            log.trace("something has changed");
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
