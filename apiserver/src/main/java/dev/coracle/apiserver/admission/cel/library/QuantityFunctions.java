package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.quantity.Quantity;

/** {@code quantity("1Gi").isGreaterThan(quantity("1G"))} and its kin. Source: Kubernetes' CEL library of quantities. */
public final class QuantityFunctions {

    /** The type of quantities. */
    public static final CelType TYPE = Types.QUANTITY_TYPE;

    private QuantityFunctions() {}

    public static void addTo(Functions to) {
        to.global("quantity", Types.QUANTITY_TYPE, args -> Quantity.parse((String) args[0]), Types.STRING);
        to.global("isQuantity", SimpleType.BOOL, args -> Quantity.tryParse((String) args[0]).isPresent(), Types.STRING);
        to.global("sign", SimpleType.INT, args -> (long) of(args, 0).signum(), Types.QUANTITY);
        to.member("isGreaterThan", SimpleType.BOOL, args -> of(args, 0).compareTo(of(args, 1)) > 0, Types.QUANTITY,
                Types.QUANTITY);
        to.member("isLessThan", SimpleType.BOOL, args -> of(args, 0).compareTo(of(args, 1)) < 0, Types.QUANTITY,
                Types.QUANTITY);
        to.member("compareTo", SimpleType.INT, args -> (long) of(args, 0).compareTo(of(args, 1)), Types.QUANTITY,
                Types.QUANTITY);
        to.member("isInteger", SimpleType.BOOL, args -> of(args, 0).isInteger(), Types.QUANTITY);
        to.member("asInteger", SimpleType.INT, args -> {
            if (!of(args, 0).isInteger()) {
                throw new IllegalArgumentException("cannot convert value to integer");
            }
            return of(args, 0).value();
        }, Types.QUANTITY);
        to.member("asApproximateFloat", SimpleType.DOUBLE, args -> of(args, 0).milliValue() / 1000.0, Types.QUANTITY);
        to.member("add", Types.QUANTITY_TYPE, args -> of(args, 0).plus(of(args, 1)), Types.QUANTITY, Types.QUANTITY);
        to.member("add", Types.QUANTITY_TYPE, args -> of(args, 0).plus(whole(args[1])), Types.QUANTITY, Types.INT);
        to.member("sub", Types.QUANTITY_TYPE, args -> of(args, 0).minus(of(args, 1)), Types.QUANTITY, Types.QUANTITY);
        to.member("sub", Types.QUANTITY_TYPE, args -> of(args, 0).minus(whole(args[1])), Types.QUANTITY, Types.INT);
    }

    private static Quantity of(Object[] args, int index) {
        return (Quantity) args[index];
    }

    private static Quantity whole(Object number) {
        return Quantity.of((Long) number, Quantity.Format.DECIMAL_SI);
    }
}
