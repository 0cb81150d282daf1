package dev.coracle.api.meta;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Trees;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What an object's tree says of itself: type and metadata. Absent strings read as empty, absent maps and lists as empty ones. */
public final class Meta {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Meta() {}

    public static GroupVersionKind kind(ObjectNode object) {
        GroupVersion version = GroupVersion.parse(Trees.string(object, "apiVersion"));
        return version.kind(Trees.string(object, "kind"));
    }

    /** The metadata, made where there is none. */
    public static ObjectNode of(ObjectNode object) {
        return Trees.ensureObject(object, "metadata");
    }

    public static String name(ObjectNode object) {
        return Trees.string(object, "metadata", "name");
    }

    public static String namespace(ObjectNode object) {
        return Trees.string(object, "metadata", "namespace");
    }

    public static String uid(ObjectNode object) {
        return Trees.string(object, "metadata", "uid");
    }

    public static String resourceVersion(ObjectNode object) {
        return Trees.string(object, "metadata", "resourceVersion");
    }

    public static Map<String, String> labels(ObjectNode object) {
        return strings(object, "labels");
    }

    public static Map<String, String> annotations(ObjectNode object) {
        return strings(object, "annotations");
    }

    public static List<String> finalizers(ObjectNode object) {
        return Trees.strings(object, "metadata", "finalizers");
    }

    public static List<ObjectNode> ownerReferences(ObjectNode object) {
        return Trees.objects(object, "metadata", "ownerReferences");
    }

    /** Whether the object has been deleted and waits for its finalizers or its grace period. */
    public static boolean isDeleting(ObjectNode object) {
        return !Trees.string(object, "metadata", "deletionTimestamp").isEmpty();
    }

    private static Map<String, String> strings(ObjectNode object, String field) {
        Map<String, String> found = new LinkedHashMap<>();
        Trees.object(object, "metadata", field).ifPresent(map -> map.properties().forEach(entry -> {
            if (entry.getValue().isString()) {
                found.put(entry.getKey(), entry.getValue().stringValue());
            }
        }));
        return found;
    }

    /** As metav1.Time prints: whole seconds, UTC. */
    public static String time(Instant instant) {
        return SECONDS.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /** A time in RFC 3339's form; the usual one, in whole seconds and UTC, without a formatter. @throws DateTimeException if it is none */
    public static Instant instant(String text) {
        if (!TimeForm.SECONDS.fits(text)) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return LocalDateTime.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10), number(text, 11, 13),
                number(text, 14, 16), number(text, 17, 19)).toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** As metav1.MicroTime prints: six digits, UTC. */
    public static String microTime(Instant instant) {
        return MICROS.format(instant);
    }
}
