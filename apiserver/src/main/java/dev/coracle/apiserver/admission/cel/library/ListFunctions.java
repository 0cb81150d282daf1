package dev.coracle.apiserver.admission.cel.library;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.coracle.apiserver.admission.cel.library.Functions.Arg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Functions of lists, and of regular expressions, which give lists. Source: Kubernetes' CEL libraries of lists and regex. */
public final class ListFunctions {

    /** The types whose values have an order. */
    static final List<CelType> COMPARABLE = List.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.BOOL,
            SimpleType.DURATION, SimpleType.TIMESTAMP, SimpleType.STRING, SimpleType.BYTES);

    /** The types whose values can be added up, and what the sum of none is. */
    private static final Map<CelType, Object> SUMMABLE = new LinkedHashMap<>();

    static {
        SUMMABLE.put(SimpleType.INT, 0L);
        SUMMABLE.put(SimpleType.UINT, UnsignedLong.ZERO);
        SUMMABLE.put(SimpleType.DOUBLE, 0.0);
        SUMMABLE.put(SimpleType.DURATION, Duration.ZERO);
    }

    private ListFunctions() {}

    public static void addTo(Functions to) {
        for (CelType item : COMPARABLE) {
            Arg list = new Arg(ListType.create(item), List.class);
            to.member("isSorted", SimpleType.BOOL, args -> isSorted((List<?>) args[0]), list);
            to.member("min", item, args -> extreme((List<?>) args[0], -1, "min"), list);
            to.member("max", item, args -> extreme((List<?>) args[0], 1, "max"), list);
        }
        SUMMABLE.forEach((item, zero) -> to.member("sum", item, args -> sum((List<?>) args[0], zero),
                new Arg(ListType.create(item), List.class)));
        CelType any = TypeParamType.create("T");
        Arg list = new Arg(ListType.create(any), List.class);
        Arg item = new Arg(any, Object.class);
        to.member("indexOf", SimpleType.INT, args -> (long) ((List<?>) args[0]).indexOf(args[1]), list, item);
        to.member("lastIndexOf", SimpleType.INT, args -> (long) ((List<?>) args[0]).lastIndexOf(args[1]), list, item);
        to.member("find", SimpleType.STRING, args -> {
            Matcher matcher = Pattern.compile((String) args[1]).matcher((String) args[0]);
            return matcher.find() ? Objects.requireNonNull(matcher.group()) : "";
        }, Types.STRING, Types.STRING);
        to.member("findAll", ListType.create(SimpleType.STRING), args -> findAll(args, Long.MAX_VALUE), Types.STRING,
                Types.STRING);
        to.member("findAll", ListType.create(SimpleType.STRING),
                args -> findAll(args, (Long) args[2] < 0 ? Long.MAX_VALUE : (Long) args[2]), Types.STRING, Types.STRING,
                Types.INT);
    }

    private static List<String> findAll(Object[] args, long limit) {
        Matcher matcher = Pattern.compile((String) args[1]).matcher((String) args[0]);
        List<String> found = new ArrayList<>();
        while (found.size() < limit && matcher.find()) {
            found.add(Objects.requireNonNull(matcher.group()));
        }
        return found;
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Where types are known when an expression runs only, the first item tells what is added up. */
    private static Object sum(List<?> list, Object zero) {
        Object sum = list.isEmpty() ? zero : list.getFirst();
        for (Object item : list.subList(Math.min(1, list.size()), list.size())) {
            sum = plus(sum, item);
        }
        return sum;
    }

    private static Object plus(Object a, Object b) {
        if (a instanceof Long left && b instanceof Long right) {
            return Math.addExact(left, right);
        }
        if (a instanceof UnsignedLong left && b instanceof UnsignedLong right) {
            return left.plus(right);
        }
        if (a instanceof Double left && b instanceof Double right) {
            return left + right;
        }
        if (a instanceof Duration left && b instanceof Duration right) {
            return left.plus(right);
        }
        throw new IllegalArgumentException("no such overload");
    }

    private static Object extreme(List<?> list, int sign, String name) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object item : list) {
            if (compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    @SuppressWarnings("unchecked")
    static int compare(Object a, Object b) {
        if (a instanceof Number left && b instanceof Number right && a.getClass() != b.getClass()) {
            return Double.compare(left.doubleValue(), right.doubleValue());
        }
        if (a instanceof Comparable<?> && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) a).compareTo(b);
        }
        throw new IllegalArgumentException("no such overload");
    }
}
