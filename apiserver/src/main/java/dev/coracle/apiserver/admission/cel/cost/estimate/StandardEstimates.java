package dev.coracle.apiserver.admission.cel.cost.estimate;

import java.util.List;
import java.util.Optional;

/** What calls of CEL's own functions cost at most, by overload. Source: CEL for Go 0.26. */
final class StandardEstimates {

    private StandardEstimates() {}

    /** @param args without the target. A call that nothing here knows of costs one unit */
    static CallEstimate of(String function, String overload, Optional<Operand> target, List<Operand> args) {
        if (isComparison(overload)) {
            return comparison(args.get(0).sizeOrUnknown(), args.get(1).sizeOrUnknown());
        }
        return switch (overload) {
            case "string_to_bytes" -> encoded(args.getFirst().sizeOrUnknown());
            case "bytes_to_string" -> decoded(args.getFirst().sizeOrUnknown());
            case "starts_with_string", "ends_with_string" ->
                CallEstimate.traversal(args.getFirst().sizeOrUnknown());
            case "in_list" -> CallEstimate.of(args.get(1).sizeOrUnknown());
            case "matches_string" -> target.map(text -> CallEstimate.of(matching(text, args.getFirst())))
                    .orElse(CallEstimate.ONE);
            case "contains_string" -> target.map(text -> CallEstimate.of(text.sizeOrUnknown().times(Extent.TRAVERSAL)
                    .times(args.getFirst().sizeOrUnknown().times(Extent.TRAVERSAL)))).orElse(CallEstimate.ONE);
            case "add_list" -> CallEstimate.of(Extent.ONE, joined(args));
            case "add_string", "add_bytes" ->
                CallEstimate.of(joined(args).times(Extent.TRAVERSAL), joined(args));
            default -> extension(function, target, args);
        };
    }

    private static CallEstimate extension(String function, Optional<Operand> target, List<Operand> args) {
        return switch (function) {
            case "format" -> target.map(text -> CallEstimate.traversal(text.sizeOrUnknown())).orElse(CallEstimate.ONE);
            case "strings.quote" -> quoted(args.getFirst().sizeOrUnknown());
            default -> CallEstimate.ONE;
        };
    }

    private static boolean isComparison(String overload) {
        boolean ordered = overload.startsWith("less_") || overload.startsWith("greater_");
        return overload.equals("equals") || overload.equals("not_equals")
                || ordered && (overload.endsWith("_string") || overload.endsWith("_bytes"));
    }

    /** The shorter of the two decides. */
    private static CallEstimate comparison(Extent left, Extent right) {
        long most = Math.min(left.max(), right.max());
        return CallEstimate.traversal(new Extent(most > 0 ? 1 : 0, most));
    }

    /** An empty string may be matched with an expensive expression all the same. */
    static Extent matching(Operand text, Operand expression) {
        return text.sizeOrUnknown().plus(Extent.ONE).times(Extent.TRAVERSAL)
                .times(expression.sizeOrUnknown().times(Extent.REGEX));
    }

    private static Extent joined(List<Operand> args) {
        return args.get(0).sizeOrUnknown().plus(args.get(1).sizeOrUnknown());
    }

    /** A character takes one byte to four. */
    private static CallEstimate encoded(Extent size) {
        return CallEstimate.of(size.times(Extent.TRAVERSAL),
                new Extent(size.min(), Extent.product(size.max(), 4)));
    }

    private static CallEstimate decoded(Extent size) {
        return CallEstimate.of(size.times(Extent.TRAVERSAL), new Extent(size.min() / 4, size.max()));
    }

    /** Two quotation marks, and each character may be escaped. */
    private static CallEstimate quoted(Extent size) {
        return CallEstimate.of(size.times(Extent.TRAVERSAL), size.plus(size).plus(Extent.exactly(2)));
    }
}
