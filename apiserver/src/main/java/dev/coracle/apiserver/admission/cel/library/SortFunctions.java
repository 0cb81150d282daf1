package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.coracle.apiserver.admission.cel.library.Functions.Arg;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code list.sort()}, {@code list.sortBy(item, key)} and {@code lists.range(n)}, with the types of CEL for Go. Source: its lists, version 3. */
public final class SortFunctions {

    private static final String BY_KEYS = "@sortByAssociatedKeys";
    private static final String INPUT = "@__sortBy_input__";
    private static final long LONGEST = 1_000_001;
    private static final CelType ITEM = TypeParamType.create("T");

    /** Binds the list to a variable, makes a list of the keys, and sorts by it. */
    public static final CelMacro SORT_BY = CelMacro.newReceiverMacro("sortBy", 2, SortFunctions::expand);

    private SortFunctions() {}

    public static void addTo(Functions to) {
        Arg list = new Arg(ListType.create(ITEM), List.class);
        for (CelType key : ListFunctions.COMPARABLE) {
            Arg keys = new Arg(ListType.create(key), List.class);
            to.member("sort", ListType.create(key), args -> sorted((List<?>) args[0], (List<?>) args[0]), keys);
            to.member(BY_KEYS, ListType.create(ITEM), args -> sorted((List<?>) args[0], (List<?>) args[1]), list, keys);
        }
        to.global("lists.range", ListType.create(SimpleType.INT), args -> range((Long) args[0]), Types.INT);
    }

    /** No longer than anybody may pay for. */
    private static List<Long> range(long end) {
        return IntStream.range(0, (int) Math.min(Math.max(0, end), LONGEST))
                .mapToObj(i -> (long) i).toList();
    }

    private static List<Object> sorted(List<?> items, List<?> keys) {
        if (items.size() != keys.size()) {
            throw new IllegalArgumentException("lists of items and keys differ in length");
        }
        List<Integer> order = new ArrayList<>(IntStream.range(0, items.size()).boxed().toList());
        order.sort(Comparator.comparing(keys::get, ListFunctions::compare));
        List<Object> sorted = new ArrayList<>(items.size());
        order.forEach(place -> sorted.add(items.get(place)));
        return Collections.unmodifiableList(sorted);
    }

    private static Optional<CelExpr> expand(CelMacroExprFactory make, CelExpr target, List<CelExpr> arguments) {
        CelExpr item = arguments.get(0);
        if (item.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return Optional.of(make.reportError("argument is not an identifier"));
        }
        String accumulator = make.getAccumulatorVarName();
        CelExpr step = make.newGlobalCall(Operator.ADD.getFunction(), make.newIdentifier(accumulator),
                make.newList(arguments.get(1)));
        CelExpr keys = make.fold(item.ident().name(), make.newIdentifier(INPUT), accumulator, make.newList(),
                make.newBoolLiteral(true), step, make.newIdentifier(accumulator));
        CelExpr call = make.newReceiverCall(BY_KEYS, make.newIdentifier(INPUT), keys);
        return Optional.of(make.fold("#unused", make.newList(), INPUT, target, make.newBoolLiteral(false),
                make.newIdentifier(INPUT), call));
    }
}
