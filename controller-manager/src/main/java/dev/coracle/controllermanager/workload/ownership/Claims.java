package dev.coracle.controllermanager.workload.ownership;

import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whose is it? An owner takes in what matches its selector and has no controller, and lets go of what it controls and
 * no longer matches. Nothing is taken from another controller.
 *
 * @param <T> what is owned: pods, ReplicaSets, ControllerRevisions
 */
public final class Claims<T extends HasMetadata> {

    /** What is to be done about one candidate. */
    public enum Verdict {
        /** The owner's already. */
        KEEP,
        /** Nobody's, and it matches. */
        ADOPT,
        /** The owner's, and it no longer matches. */
        RELEASE,
        /** None of the owner's business. */
        IGNORE
    }

    private final ResourceClient<T> client;
    private final List<String> finalizers;

    /** Claims through {@code client}; what is adopted gets {@code finalizers} as well. */
    public Claims(ResourceClient<T> client, List<String> finalizers) {
        this.client = client;
        this.finalizers = List.copyOf(finalizers);
    }

    /** The rule alone. */
    public static Verdict judge(HasMetadata owner, @Nullable LabelSelector selector, HasMetadata candidate) {
        boolean matches = Selectors.matches(selector, Pods.labels(candidate));
        Optional<OwnerReference> controller = OwnerRefs.controllerOf(candidate);
        if (controller.isPresent()) {
            if (!controller.get().getUid().equals(owner.getMetadata().getUid())) {
                return Verdict.IGNORE;
            }
            return matches ? Verdict.KEEP : Pods.isTerminating(owner) ? Verdict.IGNORE : Verdict.RELEASE;
        }
        boolean free = matches && !Pods.isTerminating(owner) && !Pods.isTerminating(candidate);
        return free ? Verdict.ADOPT : Verdict.IGNORE;
    }

    /**
     * Adopts and releases, and answers with what is the owner's then.
     *
     * @param fresh reads the owner from the server: a stale cache must not adopt for an owner that is gone
     */
    public List<T> claim(HasMetadata owner, @Nullable LabelSelector selector, List<T> candidates,
            Supplier<? extends Optional<? extends HasMetadata>> fresh) {
        List<T> mine = new ArrayList<>();
        boolean checked = false;
        for (T candidate : candidates) {
            switch (judge(owner, selector, candidate)) {
                case KEEP -> mine.add(candidate);
                case RELEASE -> release(owner, candidate);
                case ADOPT -> {
                    if (!checked) {
                        requireAlive(owner, fresh.get());
                        checked = true;
                    }
                    adopt(owner, candidate).ifPresent(mine::add);
                }
                case IGNORE -> {
                }
            }
        }
        return mine;
    }

    private static void requireAlive(HasMetadata owner, Optional<? extends HasMetadata> fresh) {
        boolean alive = fresh.filter(f -> f.getMetadata().getUid().equals(owner.getMetadata().getUid()))
                .filter(f -> !Pods.isTerminating(f)).isPresent();
        if (!alive) {
            throw new ApiException(409, "Conflict", owner.getKind() + " " + owner.getMetadata().getName()
                    + " adopts nothing: it is gone or about to go, and the cache does not show it yet");
        }
    }

    private Optional<T> adopt(HasMetadata owner, T candidate) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putArray("ownerReferences").add(Serialization.toTree(OwnerRefs.controllerRef(owner)));
        if (!finalizers.isEmpty()) {
            finalizers.forEach(metadata.putArray("finalizers")::add);
        }
        return patch(candidate, metadata);
    }

    private void release(HasMetadata owner, T candidate) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putArray("ownerReferences").addObject().put("$patch", "delete").put("uid",
                owner.getMetadata().getUid());
        if (!finalizers.isEmpty()) {
            finalizers.forEach(metadata.putArray("$deleteFromPrimitiveList/finalizers")::add);
        }
        try {
            patch(candidate, metadata);
        } catch (ApiException e) {
            if (!e.isInvalid()) {
                throw e;
            }
            // The owner reference was gone already, or the object was made anew under the same name.
        }
    }

    /** The uid in the patch makes the server refuse it for another object of the same name. */
    private Optional<T> patch(T candidate, ObjectNode metadata) {
        metadata.put("uid", candidate.getMetadata().getUid());
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("metadata", metadata);
        try {
            return Optional.of(client.patch(candidate.getMetadata().getNamespace(), candidate.getMetadata().getName(),
                    PatchType.STRATEGIC, patch));
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
