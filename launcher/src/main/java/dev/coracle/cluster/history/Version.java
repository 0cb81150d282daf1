package dev.coracle.cluster.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one write made of an object.
 *
 * @param object  the object as it was then; as it was last, where it was deleted
 * @param writer  the field manager that wrote; empty if the object does not say
 * @param changes against the version before; empty for the first that is known
 */
public record Version(long revision, Instant time, Event event, ObjectNode object, Optional<String> writer,
        List<Change> changes) {

    /** What happened to the object. */
    public enum Event {
        /** It came to be, or it is the oldest version that is retained. */
        CREATED,
        /** It was there before, and was changed. */
        CHANGED,
        /** The whole cluster was taken back, and the object with it: nobody wrote it. */
        TAKEN_BACK, DELETED
    }

    public Version {
        changes = List.copyOf(changes);
    }
}
