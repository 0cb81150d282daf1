package dev.coracle.client.resource;

import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How an object is to be deleted. Immutable; start from {@link #DEFAULT}. */
public record DeleteOptions(Optional<String> uid, Optional<String> resourceVersion, Optional<Long> gracePeriodSeconds,
        Optional<Propagation> propagation) {

    /** What happens to the objects that the deleted one owns. */
    public enum Propagation {
        Orphan, Background, Foreground
    }

    /** As the kind has it by default. */
    public static final DeleteOptions DEFAULT = new DeleteOptions(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    public static DeleteOptions background() {
        return DEFAULT.withPropagation(Propagation.Background);
    }

    /** Deletes only the object with this uid; another of the same name is a conflict. */
    public DeleteOptions withUid(String value) {
        return new DeleteOptions(Optional.of(value), resourceVersion, gracePeriodSeconds, propagation);
    }

    /** Deletes only this version; another is a conflict. */
    public DeleteOptions withResourceVersion(String value) {
        return new DeleteOptions(uid, Optional.of(value), gracePeriodSeconds, propagation);
    }

    public DeleteOptions withGracePeriodSeconds(long value) {
        return new DeleteOptions(uid, resourceVersion, Optional.of(value), propagation);
    }

    public DeleteOptions withPropagation(Propagation value) {
        return new DeleteOptions(uid, resourceVersion, gracePeriodSeconds, Optional.of(value));
    }

    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("apiVersion", "v1").put("kind", "DeleteOptions");
        gracePeriodSeconds.ifPresent(v -> node.put("gracePeriodSeconds", v));
        propagation.ifPresent(v -> node.put("propagationPolicy", v.name()));
        if (uid.isPresent() || resourceVersion.isPresent()) {
            ObjectNode preconditions = node.putObject("preconditions");
            uid.ifPresent(v -> preconditions.put("uid", v));
            resourceVersion.ifPresent(v -> preconditions.put("resourceVersion", v));
        }
        return node;
    }
}
