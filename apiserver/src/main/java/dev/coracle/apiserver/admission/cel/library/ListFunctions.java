package dev.coracle.apiserver.admission.cel.library;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Functions of lists, and of regular expressions, which give lists. Source: Kubernetes' CEL libraries of lists and regex. */
public final class ListFunctions {

    private ListFunctions() {}

    public static void addTo(Functions to) {
        to.member("isSorted", SimpleType.BOOL, args -> {
            List<?> list = (List<?>) args[0];
            for (int i = 1; i < list.size(); i++) {
                if (compare(list.get(i - 1), list.get(i)) > 0) {
                    return false;
                }
            }
            return true;
        }, Types.LIST);
        to.member("sum", SimpleType.DYN, args -> sum((List<?>) args[0]), Types.LIST);
        to.member("min", SimpleType.DYN, args -> extreme((List<?>) args[0], -1, "min"), Types.LIST);
        to.member("max", SimpleType.DYN, args -> extreme((List<?>) args[0], 1, "max"), Types.LIST);
        to.member("indexOf", SimpleType.INT, args -> (long) ((List<?>) args[0]).indexOf(args[1]), Types.LIST,
                Types.DYN);
        to.member("lastIndexOf", SimpleType.INT, args -> (long) ((List<?>) args[0]).lastIndexOf(args[1]), Types.LIST,
                Types.DYN);
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

    private static Object sum(List<?> list) {
        long whole = 0;
        double broken = 0;
        boolean doubles = false;
        for (Object item : list) {
            if (item instanceof Double number) {
                doubles = true;
                broken += number;
            } else if (item instanceof Long number) {
                whole = Math.addExact(whole, number);
            } else {
                throw new IllegalArgumentException("no such overload: sum of what are not numbers");
            }
        }
        return doubles ? (Object) (broken + whole) : (Object) whole;
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
        throw new IllegalArgumentException("no such overload: values that have no order");
    }
}
