package dev.coracle.apiserver.admission.cel.language;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.api.schema.Schema;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The types of CEL that schemas stand for. A field's type is made when somebody asks for it, so that schemas may contain themselves. Belongs
 * to one thread.
 */
@SuppressWarnings("Immutable") // CEL's library asks for it; this one is filled while a single thread checks one policy
public final class SchemaTypes implements CelTypeProvider {

    private final Map<String, CelType> structs = new HashMap<>();

    /**
     * Empty for what expressions cannot see: values that may be anything, and lists and maps of such values.
     *
     * @param name of the type, which those of its fields begin with
     */
    public Optional<CelType> of(String name, Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> object(name, schema);
            case ARRAY -> schema.items().flatMap(items -> of(name + ".@idx", items)).map(ListType::create);
            case STRING -> Optional.of(string(schema.format()));
            case INTEGER -> Optional.of(SimpleType.INT);
            case NUMBER -> Optional.of(SimpleType.DOUBLE);
            case BOOLEAN -> Optional.of(SimpleType.BOOL);
            case INT_OR_STRING -> Optional.of(SimpleType.DYN);
            case ANY -> Optional.empty();
        };
    }

    private static CelType string(String format) {
        return switch (format) {
            case "byte" -> SimpleType.BYTES;
            case "date", "date-time" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
        };
    }

    private Optional<CelType> object(String name, Schema schema) {
        if (schema.properties().isEmpty() && schema.additionalProperties().isPresent()) {
            return schema.additionalProperties().flatMap(each -> of(name + ".@elem", each))
                    .map(each -> MapType.create(SimpleType.STRING, each));
        }
        CelType known = structs.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Map<String, Schema> fields = new LinkedHashMap<>();
        schema.properties().forEach((field, below) -> Names.escaped(field).filter(escaped -> isSeen(below))
                .ifPresent(escaped -> fields.put(escaped, below)));
        return Optional.of(struct(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field))
                .flatMap(below -> of(name + "." + field, below))));
    }

    private static boolean isSeen(Schema schema) {
        return switch (schema.type()) {
            case ANY -> false;
            case ARRAY -> schema.items().filter(SchemaTypes::isSeen).isPresent();
            case OBJECT -> !schema.properties().isEmpty() || schema.additionalProperties().isEmpty()
                    || isSeen(schema.additionalProperties().get());
            case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> true;
        };
    }

    /** What the fields of a struct are of. */
    public interface Fields {
        Optional<CelType> type(String field);
    }

    // Fields hold maps that nobody changes any more; CEL's library can't see that.
    @SuppressWarnings("Immutable")
    public CelType struct(String name, Iterable<String> names, Fields fields) {
        CelType made = StructType.create(name, ImmutableSet.copyOf(names), fields::type);
        structs.put(name, made);
        return made;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
