package dev.coracle.api.apply;

import dev.coracle.api.schema.Schema;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Brings objects of one kind into another of its versions: managers of one object may write in different ones. */
@FunctionalInterface
public interface Versions {

    /** An object and the schema of the version that it is in. */
    record Versioned(ObjectNode object, Schema schema) {}

    /** A kind of one version only: entries in other versions are dropped. */
    Versions NONE = (object, apiVersion) -> Optional.empty();

    /** The object (left as it is) in {@code apiVersion}; empty if that version is not served any more. */
    Optional<Versioned> convert(ObjectNode object, String apiVersion);
}
