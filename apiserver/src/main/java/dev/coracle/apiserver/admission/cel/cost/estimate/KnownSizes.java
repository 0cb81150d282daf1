package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an estimate has found out about the parts of an expression: where they come from and how large they can be. Belongs to one thread.
 */
final class KnownSizes {

    /**
     * Of what a list or map holds.
     *
     * @param isList rather than a map
     * @param key    or index
     */
    record Entries(boolean isList, Extent key, Extent value) {

        static Optional<Entries> either(Optional<Entries> left, Optional<Entries> right) {
            return left.flatMap(a -> right
                    .map(b -> new Entries(a.isList, a.key.or(b.key), a.value.or(b.value))));
        }
    }

    /** A variable of a macro. */
    private record Local(List<String> path, Optional<Extent> size, Optional<Entries> entries) {}

    private final CelAbstractSyntaxTree ast;
    private final Sizes sizes;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Extent> computed = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    KnownSizes(CelAbstractSyntaxTree ast, Sizes sizes) {
        this.ast = ast;
        this.sizes = sizes;
    }

    Operand operand(CelExpr expr) {
        List<String> path = path(expr);
        boolean accumulator = !path.isEmpty() && isAccumulator(path.getFirst());
        return new Operand(accumulator ? List.of() : path, type(expr), size(expr), Optional.of(expr));
    }

    static boolean isAccumulator(String name) {
        return name.equals("__result__") || name.equals("@result");
    }

    CelType type(CelExpr expr) {
        return ast.getType(expr.id()).orElse(dev.cel.common.types.SimpleType.DYN);
    }

    List<String> path(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Optional<Local> local = local(expr.ident().name());
            if (local.isPresent()) {
                return local.get().path;
            }
        }
        return paths.getOrDefault(expr.id(), List.of());
    }

    void path(CelExpr expr, List<String> from, String step) {
        List<String> path = new ArrayList<>(from);
        path.add(step);
        paths.put(expr.id(), path);
    }

    /** Remembers what an identifier stands for. */
    void identifier(CelExpr expr) {
        String name = expr.ident().name();
        paths.put(expr.id(), local(name).map(Local::path).orElse(List.of(name)));
    }

    private Optional<Local> local(String name) {
        return Optional.ofNullable(locals.get(name)).flatMap(stack -> Optional.ofNullable(stack.peek()));
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
    }

    void pushValue(String name, CelExpr value) {
        push(name, new Local(path(value), size(value), entries(value)));
    }

    /** The one variable of a macro: items of a list, keys of a map. */
    void pushItem(String name, CelExpr range) {
        boolean list = isList(range);
        Optional<Extent> size = entries(range).map(known -> list ? known.value : known.key);
        push(name, new Local(below(range, list ? Sizes.ITEMS : Sizes.KEYS), size, Optional.empty()));
    }

    /** The first of two variables: indices of a list, keys of a map. */
    void pushKey(String name, CelExpr range) {
        push(name, new Local(below(range, isList(range) ? "@indices" : Sizes.KEYS), entries(range).map(Entries::key),
                Optional.empty()));
    }

    /** The second of two variables. */
    void pushEntry(String name, CelExpr range) {
        push(name, new Local(below(range, isList(range) ? Sizes.ITEMS : Sizes.VALUES),
                entries(range).map(Entries::value), Optional.empty()));
    }

    private List<String> below(CelExpr range, String step) {
        List<String> path = new ArrayList<>(path(range));
        path.add(step);
        return path;
    }

    private boolean isList(CelExpr range) {
        return entries(range).map(Entries::isList).orElseGet(() -> type(range).kind() == CelKind.LIST);
    }

    void pop(String name) {
        Deque<Local> stack = locals.get(name);
        if (stack != null) {
            stack.poll();
        }
    }

    void size(CelExpr expr, Optional<Extent> size) {
        size.ifPresent(known -> computed.put(expr.id(), known));
    }

    Extent sizeOrUnknown(CelExpr expr) {
        return size(expr).orElse(Extent.UNKNOWN);
    }

    Optional<Extent> size(CelExpr expr) {
        Extent known = computed.get(expr.id());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Extent> written = written(expr);
        if (written.isPresent()) {
            return written;
        }
        List<String> path = path(expr);
        Optional<Extent> declared = path.isEmpty() ? Optional.empty() : sizes.of(path);
        if (declared.isPresent()) {
            computed.put(expr.id(), declared.get());
            return declared;
        }
        if (isScalar(type(expr))) {
            return Optional.of(Extent.ONE);
        }
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? local(expr.ident().name()).flatMap(Local::size)
                : Optional.empty();
    }

    /** Of what stands there in full. */
    private static Optional<Extent> written(CelExpr expr) {
        return switch (expr.getKind()) {
            case CONSTANT -> Optional.of(Extent.exactly(written(expr.constant())));
            case LIST -> Optional.of(Extent.exactly(expr.list().elements().size()));
            case MAP -> Optional.of(Extent.exactly(expr.map().entries().size()));
            case NOT_SET, IDENT, SELECT, CALL, STRUCT, COMPREHENSION -> Optional.empty();
        };
    }

    private static long written(CelConstant constant) {
        if (constant.getKind() == CelConstant.Kind.STRING_VALUE) {
            String text = constant.stringValue();
            return text.codePointCount(0, text.length());
        }
        return constant.getKind() == CelConstant.Kind.BYTES_VALUE ? constant.bytesValue().size() : 1;
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            case OPAQUE -> type.name().equals("optional_type") && isScalar(type.parameters().getFirst());
            case UNSPECIFIED, ERROR, DYN, ANY, BYTES, STRING, LIST, MAP, NULL_TYPE, STRUCT, TYPE,
                    TYPE_PARAM ->
                false;
        };
    }

    void entries(CelExpr expr, Optional<Entries> known) {
        known.ifPresent(each -> entries.put(expr.id(), each));
    }

    Optional<Entries> entries(CelExpr expr) {
        Entries known = entries.get(expr.id());
        if (known != null) {
            return Optional.of(known);
        }
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? local(expr.ident().name()).flatMap(Local::entries)
                : Optional.empty();
    }
}
