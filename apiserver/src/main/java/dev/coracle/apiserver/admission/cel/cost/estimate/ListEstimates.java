package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.List;
import java.util.Optional;

/** What calls of CEL's extensions of lists and sets cost at most. Source: CEL for Go 0.26, lists version 3. */
public final class ListEstimates {

    /** Of making a list. */
    public static final long LIST = 10;

    private ListEstimates() {}

    /** Empty for other functions. @param args without the target */
    static Optional<CallEstimate> of(String function, Optional<Operand> target, List<Operand> args) {
        return switch (function) {
            case "slice" -> target.map(list -> made(1, Extent.exactly(
                    Math.max(0, args.get(1).literal().orElse(list.sizeOrUnknown().max())
                            - args.get(0).literal().orElse(0)))));
            case "flatten" -> target.map(list -> made(
                    args.isEmpty() ? 1 : args.getFirst().literal().orElse(Extent.MANY), list.sizeOrUnknown()));
            case "lists.range" ->
                Optional.of(made(1, Extent.exactly(args.getFirst().literal().orElse(Extent.MANY))));
            case "reverse" -> target.map(list -> made(1, list.sizeOrUnknown()));
            case "distinct" -> target.map(list -> made(2, squared(list)));
            case "sort" -> target.map(ListEstimates::sorted);
            case "@sortByAssociatedKeys" -> Optional.of(sorted(args.getFirst()));
            case "sets.contains", "sets.intersects" -> Optional.of(sets(1, args));
            case "sets.equivalent" -> Optional.of(sets(2, args));
            default -> Optional.empty();
        };
    }

    private static Extent squared(Operand list) {
        return list.sizeOrUnknown().times(list.sizeOrUnknown());
    }

    private static CallEstimate sorted(Operand keys) {
        CelType item = keys.type().parameters().stream().findFirst().<CelType>map(type -> type).orElse(SimpleType.DYN);
        boolean text = item.equals(SimpleType.STRING) || item.equals(SimpleType.BYTES) || item.equals(SimpleType.DYN);
        return made(text ? 2 + Extent.TRAVERSAL : 2, squared(keys));
    }

    private static CallEstimate made(double factor, Extent size) {
        return CallEstimate.of(size.times(factor).plus(Extent.exactly(1 + LIST)), size);
    }

    private static CallEstimate sets(double factor, List<Operand> args) {
        return CallEstimate.of(args.get(0).sizeOrUnknown().times(args.get(1).sizeOrUnknown()).times(factor)
                .plus(Extent.ONE));
    }
}
