package dev.coracle.apiserver.admission.cel.cost;

import dev.cel.common.values.CelByteString;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import dev.coracle.apiserver.admission.cel.cost.estimate.LibraryEstimates;
import dev.coracle.apiserver.admission.cel.cost.estimate.ListEstimates;
import dev.coracle.apiserver.admission.cel.library.Sized;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call has cost, given what it was called with and what it gave. Sources: CEL for Go 0.26, Kubernetes 1.36. */
final class CallCosts {

    private CallCosts() {}

    /** @param args with the target, if there is one, before the others */
    static long of(String function, Object[] args, Object result) {
        if (LibraryEstimates.ACCESSORS.contains(function)) {
            return 1;
        }
        return switch (function) {
            case "_==_" -> args[0] instanceof Sized ? 1 : traversal(Math.min(size(args[0]), size(args[1])));
            case "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> traversal(Math.min(size(args[0]), size(args[1])));
            case "_+_" -> args[0] instanceof List ? 1 : isText(args[0]) ? traversal(size(args[0]) + size(args[1])) : 1;
            case "@in" -> args[1] instanceof List ? size(args[1]) : 1;
            case "startsWith", "endsWith", "format", "strings.quote", "url", "lowerAscii", "upperAscii", "substring",
                    "trim", "jsonpatch.escapeKey", "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver",
                    "isSemver" ->
                traversal(size(args[0]));
            case "bytes", "string" -> isText(args[0]) ? traversal(size(args[0])) : 1;
            case "matches" -> args.length == 2 ? matching(args[0], size(args[1])) : 1;
            case "contains" -> Extent.product(traversal(size(args[0])), traversal(size(args[1])));
            case "check" -> LibraryEstimates.QUESTION;
            case "fieldSelector", "labelSelector" ->
                LibraryEstimates.selector(Extent.exactly(size(args[1]))).cost().max();
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> contents(args[0]);
            case "replace", "split", "ip.isCanonical" -> Extent.scaled(size(args[0]), 2 * Extent.TRAVERSAL);
            case "join" -> Extent.scaled(size(result), 2 * Extent.TRAVERSAL);
            case "find", "findAll" -> matching(args[0], size(args[1]));
            case "ip" -> args[0] instanceof Sized ? 1 : traversal(size(args[0]));
            case "containsIP" -> contained(args, 0);
            case "containsCIDR" -> contained(args, traversal(size(args[0])) + 1);
            case "validate" -> args[0] instanceof Sized format ? matching(args[1], format.size()) : 1;
            default -> list(function, args, result);
        };
    }

    private static long list(String function, Object[] args, Object result) {
        return switch (function) {
            case "slice", "lists.range", "reverse" -> made(1, size(result));
            case "flatten" -> made(args.length == 2 && args[1] instanceof Long depth ? depth : 1, size(args[0]));
            case "distinct", "sort" -> compared(args[0]);
            case "@sortByAssociatedKeys" -> compared(args[1]);
            case "sets.contains", "sets.intersects" -> 1 + Extent.product(size(args[0]), size(args[1]));
            case "sets.equivalent" -> 1 + Extent.product(2, Extent.product(size(args[0]), size(args[1])));
            default -> 1;
        };
    }

    private static long made(double factor, long size) {
        return (long) (size * factor) + 1 + ListEstimates.LIST;
    }

    private static long compared(Object list) {
        Object first = list instanceof List<?> items && !items.isEmpty() ? items.getFirst() : list;
        return made(isText(first) ? 2 + Extent.TRAVERSAL : 2, Extent.product(size(list), size(list)));
    }

    /** As far as the network's own part goes, twice; and what is text is read first. */
    private static long contained(Object[] args, long masking) {
        return traversal(2 * size(args[0])) + masking + (args[1] instanceof String ? traversal(size(args[1])) : 0);
    }

    private static long matching(Object text, long expression) {
        return Extent.product(traversal(1 + size(text)), Extent.scaled(expression, Extent.REGEX));
    }

    private static boolean isText(Object value) {
        return value instanceof String || value instanceof CelByteString;
    }

    private static long traversal(long size) {
        return Extent.scaled(size, Extent.TRAVERSAL);
    }

    /** Characters, bytes, items or entries; 1 of what has none. */
    private static long size(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case CelByteString bytes -> bytes.size();
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Sized sized -> sized.size();
            case Optional<?> optional when optional.isPresent() -> size(optional.get());
            default -> 1;
        };
    }

    /** Of going over a value with all that is in it. */
    private static long contents(Object value) {
        return switch (value) {
            case String text ->
                (long) (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length * Extent.TRAVERSAL);
            case CelByteString bytes -> (long) (bytes.size() * Extent.TRAVERSAL);
            case List<?> list -> list.stream().mapToLong(CallCosts::contents).sum();
            case Map<?, ?> map -> map.entrySet().stream()
                    .mapToLong(entry -> contents(entry.getKey()) + contents(entry.getValue())).sum();
            default -> 1;
        };
    }
}
