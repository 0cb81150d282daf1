package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a function is called with or on.
 *
 * @param path from a variable to it; empty if it is computed
 * @param size if it is known
 * @param expr empty for the items of a list
 */
record Operand(List<String> path, CelType type, Optional<Extent> size, Optional<CelExpr> expr) {

    Extent sizeOrUnknown() {
        return size.orElse(Extent.UNKNOWN);
    }

    CelKind kind() {
        return type.kind();
    }

    boolean isText() {
        return kind() == CelKind.STRING || kind() == CelKind.BYTES;
    }

    /** One item, if this is of a type that has some. */
    Optional<Operand> item(Sizes sizes) {
        if (type.parameters().isEmpty()) {
            return Optional.empty();
        }
        List<String> below = path.isEmpty() ? path : Stream.concat(path.stream(), Stream.of(Sizes.ITEMS)).toList();
        return Optional.of(new Operand(below, type.parameters().getFirst(),
                below.isEmpty() ? Optional.empty() : sizes.of(below), Optional.empty()));
    }

    /** The number that is written there, not below zero. */
    OptionalLong literal() {
        return expr.filter(e -> e.getKind() == CelExpr.ExprKind.Kind.CONSTANT).map(CelExpr::constant)
                .filter(constant -> constant.getKind() == CelConstant.Kind.INT64_VALUE)
                .map(constant -> OptionalLong.of(Math.max(0, constant.int64Value()))).orElse(OptionalLong.empty());
    }
}
