package dev.coracle.apiserver.crd;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Finalizers of custom resources may be plain names, but whoever adds one is told that somebody else may have had the same idea. */
final class FinalizerWarnings {

    private static final Set<String> STANDARD = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private FinalizerWarnings() {}

    /** @param old what was there; of its finalizers nobody is warned again */
    static void warn(ObjectNode object, Optional<ObjectNode> old, Consumer<String> warnings) {
        Set<String> added = new TreeSet<>(Meta.finalizers(object));
        old.map(Meta::finalizers).ifPresent(before -> before.forEach(added::remove));
        for (String finalizer : added) {
            Names.qualifiedName(finalizer).forEach(why -> warnings.accept(about(finalizer) + why));
            if (!finalizer.contains("/") && !STANDARD.contains(finalizer)) {
                warnings.accept(about(finalizer) + "prefer a domain-qualified finalizer name "
                        + (finalizer.contains(".") ? "including a path (/) " : "")
                        + "to avoid accidental conflicts with other finalizer writers");
            }
        }
    }

    private static String about(String finalizer) {
        return "metadata.finalizers: " + FieldErrors.quoted(finalizer) + ": ";
    }
}
