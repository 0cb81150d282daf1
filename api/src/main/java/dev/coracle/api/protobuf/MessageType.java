package dev.coracle.api.protobuf;

import dev.coracle.api.gotypes.GoTypes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message: its fields by number and in what form JSON has them. Immutable. */
final class MessageType {

    /**
     * @param json   the name in JSON; empty for a message whose fields stand in JSON among those of the message that it is in
     * @param inline the type of such a message, with the facts of the definition that it stands in
     * @param keepsZero whether a zero on the wire is a value, and not the absence of one
     */
    record Field(int number, String json, FieldType type, boolean repeated, @Nullable MessageType inline,
            boolean keepsZero) {}

    private final String name;
    private final List<Field> descending;
    private final Map<Integer, Field> byNumber = new HashMap<>();
    private final GoTypes.Facts facts;

    MessageType(String name, List<Field> fields, GoTypes.Facts facts) {
        this.name = name;
        this.descending = fields.stream().sorted(Comparator.comparingInt(Field::number).reversed()).toList();
        fields.forEach(field -> byNumber.put(field.number(), field));
        this.facts = facts;
    }

    String name() {
        return name;
    }

    /** Highest number first. */
    List<Field> descending() {
        return descending;
    }

    @Nullable
    Field field(int number) {
        return byNumber.get(number);
    }

    /** What is written of it in JSON even when nothing is set. */
    GoTypes.Facts facts() {
        return facts;
    }
}
