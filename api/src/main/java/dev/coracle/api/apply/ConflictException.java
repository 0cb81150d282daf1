package dev.coracle.api.apply;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is to be applied differs from what others own. Stays inside the package: clients are told by {@link #toStatus}. */
final class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<ManagedFields.Owner, FieldSet> conflicts;

    ConflictException(Map<ManagedFields.Owner, FieldSet> conflicts) {
        super("conflict", null, false, false);
        this.conflicts = Map.copyOf(conflicts);
    }

    /** The paths in conflict, whoever owns them. */
    FieldSet paths() {
        return conflicts.values().stream().reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** What is left of the conflict when it is allowed to take {@code allowed}. */
    ConflictException without(FieldSet allowed) {
        Map<ManagedFields.Owner, FieldSet> left = new java.util.HashMap<>();
        conflicts.forEach((owner, fields) -> {
            FieldSet rest = fields.difference(allowed);
            if (!rest.isEmpty()) {
                left.put(owner, rest);
            }
        });
        return new ConflictException(left);
    }

    StatusException toStatus() {
        List<StatusCause> causes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (ManagedFields.Owner owner : ManagedFields.sorted(conflicts)) {
            lines.add("conflicts with " + owner + ":");
            conflicts.getOrDefault(owner, FieldSet.EMPTY).forEach(path -> {
                String field = FieldSet.text(path);
                causes.add(new StatusCause("FieldManagerConflict", "conflict with " + owner, field));
                lines.add("- " + field);
            });
        }
        String message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + causes.getFirst().message() + ": " + causes.getFirst().field()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
        return StatusException.applyConflict(message, causes);
    }
}
