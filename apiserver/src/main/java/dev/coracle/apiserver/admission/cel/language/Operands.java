package dev.coracle.apiserver.admission.cel.language;

import dev.cel.common.ast.Expression;
import java.util.function.Consumer;

/** The expressions directly below an expression, in CEL's trees of either kind, fixed or mutable. */
public final class Operands {

    private Operands() {}

    /** @param each is told of them in the order in which they are written, but for a comprehension's, which follow its steps */
    public static <E extends Expression> void each(E expr, Consumer<E> each) {
        switch (expr.getKind()) {
            case SELECT -> each.accept(expr.<E>select().operand());
            case CALL -> {
                Expression.Call<E> call = expr.call();
                call.target().ifPresent(each);
                call.args().forEach(each);
            }
            case LIST -> expr.<E>list().elements().forEach(each);
            case STRUCT -> expr.<E>struct().entries().forEach(entry -> each.accept(entry.value()));
            case MAP -> expr.<E>map().entries().forEach(entry -> {
                each.accept(entry.key());
                each.accept(entry.value());
            });
            case COMPREHENSION -> {
                Expression.Comprehension<E> loop = expr.comprehension();
                each.accept(loop.iterRange());
                each.accept(loop.accuInit());
                each.accept(loop.loopCondition());
                each.accept(loop.loopStep());
                each.accept(loop.result());
            }
            case NOT_SET, CONSTANT, IDENT -> {
                // Nothing below.
            }
        }
    }
}
