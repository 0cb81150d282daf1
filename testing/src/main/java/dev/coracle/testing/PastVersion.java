package dev.coracle.testing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one write made of an object.
 *
 * @param deleted whether the write deleted it; {@code object} is then what it was before
 * @param writer  the field manager that wrote, and the subresource in brackets
 * @param changes the paths of the fields that differ from the version before, such as {@code spec.replicas}
 */
public record PastVersion<T>(long revision, Instant time, boolean deleted, T object, Optional<String> writer,
        List<String> changes) {

    public PastVersion {
        changes = List.copyOf(changes);
    }
}
