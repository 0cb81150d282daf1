package dev.coracle.controllermanager.workload.ownership;

import dev.coracle.client.controller.Expectations;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Keys;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens to pods (or whatever is owned) into keys of their owners: of the controller that a pod names,
 * before and after a change, and for a pod without one, of every owner that might adopt it. Meets the owners'
 * expectations on the way.
 *
 * @param <C> what is owned
 * @param <T> the kind of owner
 */
public final class OwnedWatch<C extends HasMetadata, T extends HasMetadata> implements EventHandler<C> {

    /** What was asked for before a relist has shown up by then, or never will. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    private final String kind;
    private final Cache<T> owners;
    private final Function<T, @Nullable LabelSelector> selector;
    private final WorkQueue queue;
    private final Expectations expectations;

    public OwnedWatch(String kind, Cache<T> owners, Function<T, @Nullable LabelSelector> selector, WorkQueue queue,
            Expectations expectations) {
        this.kind = kind;
        this.owners = owners;
        this.selector = selector;
        this.queue = queue;
        this.expectations = expectations;
    }

    @Override
    public void onAdd(C pod) {
        if (Pods.isTerminating(pod)) {
            // After a restart pods on their way out come as additions; they count as deleted.
            onDelete(pod);
            return;
        }
        if (OwnerRefs.controllerOf(pod).isEmpty()) {
            wakeAdopters(pod);
            return;
        }
        ownerKey(pod).ifPresent(key -> {
            expectations.creationObserved(key);
            queue.add(key);
        });
    }

    @Override
    public void onUpdate(C old, C now) {
        Optional<OwnerReference> before = OwnerRefs.controllerOf(old);
        Optional<OwnerReference> after = OwnerRefs.controllerOf(now);
        if (Pods.isTerminating(now)) {
            ownerKey(now).ifPresent(key -> expectations.deletionObserved(key, Keys.of(now)));
        }
        if (!before.equals(after)) {
            ownerKey(old).ifPresent(queue::add);
        }
        if (after.isPresent()) {
            ownerKey(now).ifPresent(queue::add);
        } else if (before.isPresent() || !Pods.labels(old).equals(Pods.labels(now))) {
            wakeAdopters(now);
        }
    }

    @Override
    public void onDelete(C pod) {
        ownerKey(pod).ifPresent(key -> {
            expectations.deletionObserved(key, Keys.of(pod));
            queue.add(key);
        });
    }

    @Override
    public void onRelisted() {
        expectations.lapseIn(UNDER_WAY).forEach(key -> queue.addAfter(key, UNDER_WAY.plusMillis(1)));
    }

    /** The key of the owner that the pod names, where that owner is the one that the cache has. */
    private Optional<String> ownerKey(C pod) {
        return OwnerRefs.controllerOf(pod).filter(ref -> ref.getKind().equals(kind))
                .flatMap(ref -> owners.get(pod.getMetadata().getNamespace(), ref.getName())
                        .filter(owner -> owner.getMetadata().getUid().equals(ref.getUid())))
                .map(Keys::of);
    }

    private void wakeAdopters(C pod) {
        for (T owner : owners.list(pod.getMetadata().getNamespace())) {
            LabelSelector wanted = selector.apply(owner);
            if (!Selectors.isEmpty(wanted) && Selectors.matches(wanted, Pods.labels(pod))) {
                queue.add(Keys.of(owner));
            }
        }
    }
}
