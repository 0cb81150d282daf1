package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.cel.common.types.CelKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What calls of Kubernetes' functions cost at most, and of CEL's functions for which Kubernetes has figures of its own. Source: Kubernetes 1.36. */
public final class LibraryEstimates {

    /** Allows two questions in an expression. */
    public static final long QUESTION = 350_000;

    /** Those that look at something that is there. */
    public static final Set<String> ACCESSORS = Set.of("serviceAccount", "path", "group", "resource", "subresource",
            "namespace", "name", "allowed", "reason", "error", "errored", "masked", "prefixLength", "family",
            "isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast",
            "format.named", "sign", "asInteger", "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan",
            "compareTo", "add", "sub", "major", "minor", "patch", "getScheme", "getHostname", "getHost", "getPort",
            "getEscapedPath", "getQuery");

    /** Types that are compared in one step. */
    private static final Set<String> SMALL = Set.of("net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver",
            "kubernetes.authorization.Authorizer", "kubernetes.authorization.PathCheck",
            "kubernetes.authorization.GroupCheck", "kubernetes.authorization.ResourceCheck",
            "kubernetes.authorization.Decision");

    /** The longest name of a format, and the longest expression behind one. */
    private static final long FORMAT = 64;
    private static final long FORMAT_EXPRESSION = 128;
    /** Of an address, in bytes. */
    private static final Extent ADDRESS = new Extent(4, 16);

    private final Sizes sizes;

    LibraryEstimates(Sizes sizes) {
        this.sizes = sizes;
    }

    /** Empty for functions of CEL's own. @param args without the target */
    Optional<CallEstimate> of(String function, Optional<Operand> target, List<Operand> args) {
        if (ACCESSORS.contains(function)) {
            return Optional.of(CallEstimate.ONE);
        }
        return switch (function) {
            case "check" -> Optional.of(CallEstimate.of(Extent.exactly(QUESTION)));
            case "fieldSelector", "labelSelector" -> first(args).map(LibraryEstimates::selector);
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> target.map(this::overItems);
            case "url", "jsonpatch.escapeKey" -> first(args)
                    .map(size -> CallEstimate.of(size.times(Extent.TRAVERSAL), size));
            case "lowerAscii", "upperAscii", "substring", "trim" -> target.map(Operand::sizeOrUnknown)
                    .map(size -> CallEstimate.of(size.times(Extent.TRAVERSAL), size));
            case "replace" -> target.filter(text -> args.size() >= 2).map(text -> replaced(text, args));
            case "split" -> target.map(text -> split(text, args));
            case "join" -> target.map(list -> joined(list, args));
            case "find", "findAll" -> target.filter(text -> !args.isEmpty())
                    .map(text -> CallEstimate.of(StandardEstimates.matching(text, args.getFirst()),
                            Extent.upTo(text.sizeOrUnknown().max())));
            case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
                first(args).map(CallEstimate::traversal);
            case "ip" -> target.isPresent() ? Optional.of(CallEstimate.ONE) : first(args).map(CallEstimate::traversal);
            case "ip.isCanonical" -> first(args).map(size -> CallEstimate.of(size.times(2 * Extent.TRAVERSAL)));
            case "containsIP" -> args.stream().findFirst().map(other -> contained(other, ADDRESS.plus(ADDRESS)
                    .times(Extent.TRAVERSAL)));
            case "containsCIDR" -> args.stream().findFirst().map(other -> contained(other,
                    ADDRESS.plus(ADDRESS).times(Extent.TRAVERSAL).plus(ADDRESS.times(Extent.TRAVERSAL))
                            .plus(Extent.ONE)));
            case "validate" -> first(args).map(size -> CallEstimate
                    .of(size.times(Extent.TRAVERSAL).times(FORMAT_EXPRESSION * Extent.REGEX)));
            case "_==_" -> equality(args.get(0), args.get(1));
            default -> Optional.empty();
        };
    }

    private static Optional<Extent> first(List<Operand> args) {
        return args.stream().findFirst().map(Operand::sizeOrUnknown);
    }

    /** A requirement takes at least two characters; it is kept as a structure with a list. */
    public static CallEstimate selector(Extent length) {
        return CallEstimate
                .of(Extent.exactly(10).plus(length.times(Extent.TRAVERSAL)).plus(length.times(0.5).times(50)));
    }

    /** Compares each item, or looks through a string. */
    private CallEstimate overItems(Operand target) {
        Optional<Operand> item = target.item(sizes);
        if (item.isEmpty()) {
            return CallEstimate.traversal(target.sizeOrUnknown());
        }
        Extent each = item.get().isText()
                ? Extent.ONE.plus(item.get().sizeOrUnknown().times(Extent.TRAVERSAL))
                : Extent.ONE;
        return CallEstimate.of(target.sizeOrUnknown().times(each));
    }

    /** The longest that can come of it is the smallest thing replaced by the largest as often as there is room for. */
    private static CallEstimate replaced(Operand text, List<Operand> args) {
        Extent size = text.sizeOrUnknown();
        Extent from = args.get(0).sizeOrUnknown();
        Extent to = args.get(1).sizeOrUnknown();
        long most;
        long kept = 0;
        if (from.min() == 0) {
            most = Extent.sum(size.max(), 1);
            kept = size.max();
        } else if (to.max() <= from.min()) {
            most = 0;
            kept = size.max();
        } else {
            most = (long) Math.ceil((double) size.max() / from.min());
        }
        long least;
        long keptLeast = 0;
        if (from.max() == 0) {
            least = Extent.sum(size.min(), 1);
            keptLeast = size.min();
        } else if (from.max() <= to.min()) {
            least = 0;
            keptLeast = size.min();
        } else {
            least = (long) Math.ceil((double) size.min() / from.max());
        }
        return CallEstimate.of(size.times(2 * Extent.TRAVERSAL),
                new Extent(least, most).times(to).plus(new Extent(keptLeast, kept)));
    }

    /** With nothing between, each character becomes an item. */
    private static CallEstimate split(Operand text, List<Operand> args) {
        Extent size = text.sizeOrUnknown();
        long most = args.size() > 1 ? args.get(1).literal().orElse(size.max()) : size.max();
        return CallEstimate.of(size.times(2 * Extent.TRAVERSAL), Extent.upTo(most));
    }

    private CallEstimate joined(Operand list, List<Operand> args) {
        Extent items = list.sizeOrUnknown();
        Extent size = list.item(sizes).map(item -> items.times(item.sizeOrUnknown())).orElse(Extent.NONE);
        if (!args.isEmpty()) {
            size = size.plus(args.getFirst().sizeOrUnknown()
                    .times(new Extent(Math.max(0, items.min() - 1), Math.max(0, items.max() - 1))));
        }
        return CallEstimate.of(size.times(Extent.TRAVERSAL), size);
    }

    /** What is given as text has to be read first. */
    private static CallEstimate contained(Operand other, Extent compared) {
        boolean text = other.kind() == CelKind.STRING || other.kind() == CelKind.DYN;
        return CallEstimate.of(
                text ? compared.plus(other.sizeOrUnknown().times(Extent.TRAVERSAL)) : compared);
    }

    private static Optional<CallEstimate> equality(Operand left, Operand right) {
        if (!left.type().equals(right.type())) {
            return Optional.empty();
        }
        String type = left.type().name();
        if (SMALL.contains(type)) {
            return Optional.of(CallEstimate.ONE);
        }
        return switch (type) {
            case "kubernetes.NamedFormat" -> Optional.of(CallEstimate.traversal(new Extent(1, FORMAT)));
            case "kubernetes.URL" -> Optional.of(CallEstimate
                    .traversal(new Extent(1, right.size().map(Extent::max).orElse(1L))));
            default -> Optional.empty();
        };
    }
}
