package dev.coracle.apiserver.access;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import java.util.Map;
import java.util.Optional;

/** Types with named fields, so that a field that nobody knows is found when a file is read and not when somebody speaks. Immutable. */
public final class StructTypes implements CelTypeProvider {

    private final ImmutableMap<String, CelType> types;

    private StructTypes(ImmutableMap<String, CelType> types) {
        this.types = types;
    }

    public static StructTypes of(StructType... types) {
        ImmutableMap.Builder<String, CelType> all = ImmutableMap.builder();
        for (StructType type : types) {
            all.put(type.name(), type);
        }
        return new StructTypes(all.buildOrThrow());
    }

    /** A type of these fields. */
    public static StructType struct(String name, Map<String, CelType> fields) {
        ImmutableMap<String, CelType> copy = ImmutableMap.copyOf(fields);
        return StructType.create(name, ImmutableSet.copyOf(copy.keySet()),
                field -> Optional.ofNullable(copy.get(field)));
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(types.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
