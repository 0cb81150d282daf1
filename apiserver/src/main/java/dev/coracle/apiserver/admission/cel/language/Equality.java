package dev.coracle.apiserver.admission.cel.language;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code ==} and {@code +} mean where lists are sets or maps: those of CEL with {@link TypedList} known to them. */
final class Equality {

    private final RuntimeEquality standard;

    Equality(CelOptions options) {
        this.standard = RuntimeEquality.create(RuntimeHelpers.create(), options);
    }

    /** To be bound instead of CEL's own. */
    @SuppressWarnings("Immutable") // it has nothing that changes; CEL's annotation would say so only of what is built with it
    List<CelFunctionBinding> bindings() {
        return List.of(CelFunctionBinding.from("equals", Object.class, Object.class, this::equal),
                CelFunctionBinding.from("not_equals", Object.class, Object.class, (a, b) -> !equal(a, b)),
                CelFunctionBinding.from("add_list", List.class, List.class, Equality::plus));
    }

    @SuppressWarnings("unchecked") // nobody looks at what the items are
    private static List<?> plus(List<?> left, List<?> right) {
        return left instanceof TypedList typed
                ? typed.plus(right)
                : RuntimeHelpers.concat((List<Object>) left, (List<Object>) right);
    }

    boolean equal(Object left, Object right) {
        if (left instanceof TypedList typed) {
            return right instanceof List<?> list && typed.matches(list, this);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return equal(a, b);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.size() == b.size() && a.entrySet().stream().allMatch(entry -> {
                Optional<Object> other = standard.findInMap(b, entry.getKey());
                return other.isPresent() && equal(entry.getValue(), other.get());
            });
        }
        return standard.objectEquals(left, right);
    }

    private boolean equal(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<?> others = right.iterator();
        for (Object item : left) {
            if (!equal(item, others.next())) {
                return false;
            }
        }
        return true;
    }
}
