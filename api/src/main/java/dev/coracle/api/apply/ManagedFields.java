package dev.coracle.api.apply;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.tree.GoText;
import dev.coracle.api.apply.fields.Values;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns what of one object: {@code metadata.managedFields}, decoded. Source: API convention, KEP-555. Not safe for use by several
 * threads; the entries are immutable.
 */
public final class ManagedFields {

    /** How a manager came by its fields. */
    public enum Operation {
        APPLY("Apply"), UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        /** As it stands in an entry. */
        public String word() {
            return word;
        }
    }

    /**
     * What tells entries apart. One manager has an entry for each subresource and, for updates, for each version that it writes in.
     *
     * @param apiVersion empty for APPLY, where a manager has one entry whatever the version
     */
    public record Owner(String manager, Operation operation, String apiVersion, String subresource) {

        static final Comparator<Owner> ORDER = Comparator.comparing(Owner::manager)
                .thenComparing(owner -> owner.operation.word).thenComparing(Owner::apiVersion)
                .thenComparing(Owner::subresource);

        /** As the message about a conflict names it. */
        @Override
        public String toString() {
            String text = GoText.quoted(manager);
            if (!subresource.isEmpty()) {
                text += " with subresource " + GoText.quoted(subresource);
            }
            return operation == Operation.UPDATE ? text + " using " + apiVersion : text;
        }
    }

    /** What an owner owns. @param time of the last change, to the second; empty if nobody said */
    public record Entry(FieldSet fields, String apiVersion, Optional<Instant> time) {

        Entry withFields(FieldSet newFields) {
            return new Entry(newFields, apiVersion, time);
        }

        Entry withTime(Instant now) {
            return new Entry(fields, apiVersion, Optional.of(now.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private final Map<Owner, Entry> entries = new HashMap<>();

    ManagedFields() {}

    /** The owners' entries. */
    public Map<Owner, Entry> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Those of an object; none if it has none. @throws StatusException (400) if malformed */
    public static ManagedFields of(ObjectNode object) {
        ManagedFields managed = new ManagedFields();
        int index = 0;
        for (JsonNode entry : Trees.array(object, "metadata", "managedFields").orElseGet(Json::array)) {
            managed.decode(entry, index++);
        }
        return managed;
    }

    private void decode(JsonNode entry, int index) {
        String word = Trees.string(entry, "operation");
        Operation operation = word.equals("Apply") ? Operation.APPLY : Operation.UPDATE;
        if (!word.equals(operation.word)) {
            throw StatusException.badRequest("operation must be `Apply` or `Update`");
        }
        String apiVersion = Trees.string(entry, "apiVersion");
        if (apiVersion.isEmpty()) {
            throw StatusException.badRequest("apiVersion must not be empty");
        }
        String fieldsType = Trees.string(entry, "fieldsType");
        if (!fieldsType.equals("FieldsV1")) {
            throw StatusException.badRequest(fieldsType.isEmpty()
                    ? "missing fieldsType in managed fields entry " + index
                    : "invalid fieldsType " + GoText.quoted(fieldsType) + " in managed fields entry " + index);
        }
        Owner owner = new Owner(Trees.string(entry, "manager"), operation,
                operation == Operation.APPLY ? "" : apiVersion, Trees.string(entry, "subresource"));
        FieldSet fields = Trees.object(entry, "fieldsV1").map(FieldSet::decode).orElse(FieldSet.EMPTY);
        entries.put(owner, new Entry(fields, apiVersion, time(Trees.string(entry, "time"))));
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Meta.instant(text).truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeException e) {
            throw StatusException.badRequest("managedFields: " + text + " is not a time in RFC 3339's form");
        }
    }

    /** Puts the entries into the object; what was there goes. Appliers come first, then by time, then by name. */
    public void putInto(ObjectNode object) {
        if (entries.isEmpty()) {
            remove(object);
            return;
        }
        List<Map.Entry<Owner, Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.<Map.Entry<Owner, Entry>, Operation>comparing(entry -> entry.getKey().operation)
                .thenComparing(entry -> entry.getValue().time.orElse(Instant.EPOCH))
                .thenComparing(entry -> entry.getKey().manager)
                .thenComparing(entry -> entry.getValue().apiVersion)
                .thenComparing(entry -> entry.getKey().subresource));
        ArrayNode array = Json.array();
        for (Map.Entry<Owner, Entry> entry : sorted) {
            array.add(encode(entry.getKey(), entry.getValue()));
        }
        Trees.ensureObject(object, "metadata").set("managedFields", array);
    }

    private static ObjectNode encode(Owner owner, Entry entry) {
        ObjectNode tree = Json.object();
        if (!owner.manager.isEmpty()) {
            tree.put("manager", owner.manager);
        }
        tree.put("operation", owner.operation.word);
        tree.put("apiVersion", entry.apiVersion);
        entry.time.ifPresent(time -> tree.put("time", time.toString()));
        tree.put("fieldsType", "FieldsV1");
        tree.set("fieldsV1", entry.fields.encode());
        if (!owner.subresource.isEmpty()) {
            tree.put("subresource", owner.subresource);
        }
        return tree;
    }

    /** Takes the entries off the object. */
    public static void remove(ObjectNode object) {
        Trees.object(object, "metadata").ifPresent(metadata -> metadata.remove("managedFields"));
    }

    /**
     * Whether a client asks to forget all owners: by a list of one empty entry, or, but not for custom kinds, by an empty list (which
     * upstream does not tell from none there).
     */
    static boolean isReset(ObjectNode object, boolean custom) {
        return Trees.array(object, "metadata", "managedFields")
                .map(array -> array.isEmpty() ? !custom : array.size() == 1 && array.get(0).isEmpty()).orElse(false);
    }

    /** The owners in the order in which conflicts are told. */
    static List<Owner> sorted(Map<Owner, ?> owners) {
        return owners.keySet().stream().sorted(Owner.ORDER).toList();
    }

    /**
     * Gives entries whose fields are the old ones the old time too, if nothing else of the object changed, so that a write without effect
     * is one without a new version. Call it before comparing what is to be stored with what is.
     */
    public static void keepTimesIfUnchanged(ObjectNode object, ObjectNode old) {
        Optional<ArrayNode> mine = Trees.array(object, "metadata", "managedFields");
        Optional<ArrayNode> theirs = Trees.array(old, "metadata", "managedFields");
        if (mine.isEmpty() || theirs.isEmpty() || mine.get().size() != theirs.get().size()
                || !Values.equal(withoutTimes(mine.get()), withoutTimes(theirs.get()))) {
            return;
        }
        if (Values.equal(withoutEntries(object), withoutEntries(old))) {
            Trees.ensureObject(object, "metadata").set("managedFields", theirs.get().deepCopy());
        }
    }

    private static ArrayNode withoutTimes(ArrayNode entries) {
        ArrayNode copy = Json.array();
        for (JsonNode entry : entries) {
            copy.add(entry instanceof ObjectNode object ? shallow(object, "time") : entry);
        }
        return copy;
    }

    private static ObjectNode withoutEntries(ObjectNode object) {
        ObjectNode copy = shallow(object, "metadata");
        Trees.object(object, "metadata")
                .ifPresent(metadata -> copy.set("metadata", shallow(metadata, "managedFields")));
        return copy;
    }

    private static ObjectNode shallow(ObjectNode object, String without) {
        ObjectNode copy = Json.object();
        object.properties().forEach(field -> {
            if (!field.getKey().equals(without)) {
                copy.set(field.getKey(), field.getValue());
            }
        });
        return copy;
    }
}
