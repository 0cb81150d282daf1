package dev.coracle.apiserver.admission.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.bundle.Cel;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.library.QuantityFunctions;
import java.util.Map;
import java.util.Optional;

/** The language in which claims choose devices: one variable, {@code device}. Source: resource/v1's CELDeviceSelector. */
public final class DeviceSelectors {

    private static final Map<String, CelType> FIELDS = Map.of("driver", SimpleType.STRING, "allowMultipleAllocations",
            SimpleType.BOOL, "attributes", byDomain(SimpleType.ANY), "capacity", byDomain(QuantityFunctions.TYPE));
    private static final StructType DEVICE = StructType.create("kubernetes.DRADevice",
            ImmutableSet.copyOf(FIELDS.keySet()), name -> Optional.ofNullable(FIELDS.get(name)));

    /** Made when the first expression is. */
    private static final class Holder {
        static final Cel LANGUAGE = Environment.of(Map.of("device", DEVICE), new DeviceType());
    }

    private record DeviceType() implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(DEVICE);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(DEVICE.name()) ? Optional.of(DEVICE) : Optional.empty();
        }
    }

    private DeviceSelectors() {}

    private static CelType byDomain(CelType value) {
        return MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, value));
    }

    /** What is wrong with an expression; empty if nothing is. */
    public static Optional<String> wrong(String expression) {
        try {
            CelType result = Expression.compile(expression, Holder.LANGUAGE, false).result();
            boolean fits = result.kind() == CelKind.BOOL || result.kind() == CelKind.ANY;
            return fits
                    ? Optional.empty()
                    : Optional.of("must evaluate to bool or the unknown type, not " + CelTypes.format(result));
        } catch (CelFailure e) {
            return Optional.of(e.why());
        }
    }
}
