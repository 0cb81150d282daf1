package dev.coracle.apiserver.admission.cel.language;

import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.coracle.base.flags.GoDuration;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with values that are written out in an expression, though their types are right: times, durations and regular expressions that
 * are none, lists and maps of values of different types.
 */
public final class Literals {

    private final CelAbstractSyntaxTree ast;
    private final long structs;
    private final List<CelIssue> issues = new ArrayList<>();

    private Literals(CelAbstractSyntaxTree ast, long structs) {
        this.ast = ast;
        this.structs = structs;
    }

    /**
     * As a compiler says it; empty if nothing is wrong.
     *
     * @param checked an expression whose types are known
     * @param structs from which id on keys of maps are names of fields, whose values may differ
     */
    public static Optional<String> wrong(CelAbstractSyntaxTree checked, long structs) {
        Literals literals = new Literals(checked, structs);
        CelNavigableAst.fromAst(checked).getRoot().allNodes().filter(node -> !isFormatted(node))
                .forEach(node -> literals.check(node.expr()));
        return literals.issues.isEmpty()
                ? Optional.empty()
                : Optional.of(CelIssue.toDisplayString(literals.issues, checked.getSource()));
    }

    /** What is put into a text may be of any types. */
    private static boolean isFormatted(CelNavigableExpr node) {
        Optional<CelNavigableExpr> around = node.parent();
        while (around.isPresent() && (around.get().getKind() == Kind.LIST || around.get().getKind() == Kind.MAP)) {
            around = around.get().parent();
        }
        return around.isPresent() && around.get().getKind() == Kind.CALL
                && around.get().expr().call().function().equals("format");
    }

    private void check(CelExpr expr) {
        switch (expr.getKind()) {
            case CALL -> call(expr.call());
            case LIST -> same(expr.list().elements(), expr.list().optionalIndices());
            case MAP -> {
                if (expr.map().entries().stream().noneMatch(entry -> entry.key().id() >= structs)) {
                    same(expr.map().entries().stream().map(CelExpr.CelMap.Entry::key).toList(), List.of());
                    same(expr.map().entries().stream().filter(entry -> !entry.optionalEntry())
                            .map(CelExpr.CelMap.Entry::value).toList(), List.of());
                }
            }
            case NOT_SET, CONSTANT, IDENT, SELECT, STRUCT, COMPREHENSION -> {
                // Nothing is written out here.
            }
        }
    }

    private void call(CelExpr.CelCall call) {
        if (call.args().isEmpty() || !isText(call.args().getLast())) {
            return;
        }
        CelExpr argument = call.args().getLast();
        String text = argument.constant().stringValue();
        boolean right = switch (call.function()) {
            case "timestamp" -> call.args().size() > 1 || isTime(text);
            case "duration" -> call.args().size() > 1 || isDuration(text);
            case "matches" -> isExpression(text);
            default -> true;
        };
        if (!right) {
            report(argument, "invalid " + call.function() + " argument");
        }
    }

    private static boolean isText(CelExpr expr) {
        return expr.getKind() == Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isDuration(String text) {
        try {
            return GoDuration.parse(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isExpression(String text) {
        try {
            return Pattern.compile(text) != null;
        } catch (com.google.re2j.PatternSyntaxException e) {
            return false;
        }
    }

    /** The first says what all are. */
    private void same(List<CelExpr> values, Collection<Integer> optional) {
        Optional<CelType> first = Optional.empty();
        for (int i = 0; i < values.size(); i++) {
            CelExpr value = values.get(i);
            if (optional.contains(i) || isStruct(value)) {
                continue;
            }
            CelType type = ast.getType(value.id()).orElse(dev.cel.common.types.SimpleType.DYN);
            if (first.isEmpty()) {
                first = Optional.of(type);
            } else if (!fits(first.get(), type)) {
                report(value, "expected type '" + CelTypes.format(first.get()) + "' but found '"
                        + CelTypes.format(type) + "'");
            }
        }
    }

    private boolean isStruct(CelExpr value) {
        return value.getKind() == Kind.MAP && value.map().entries().stream().anyMatch(e -> e.key().id() >= structs);
    }

    /** Anything does not fit something, but lists of anything do: empty ones are. */
    private static boolean fits(CelType wanted, CelType type) {
        if (wanted.kind() != type.kind() || !wanted.name().equals(type.name())
                || wanted.parameters().size() != type.parameters().size()) {
            return false;
        }
        for (int i = 0; i < wanted.parameters().size(); i++) {
            CelType below = wanted.parameters().get(i);
            if (!isAny(below) && !isAny(type.parameters().get(i)) && !fits(below, type.parameters().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAny(CelType type) {
        return type.kind() == CelKind.DYN || type.kind() == CelKind.ANY || type.kind() == CelKind.TYPE_PARAM;
    }

    private void report(CelExpr expr, String message) {
        CelSourceLocation at = Optional.ofNullable(ast.getSource().getPositionsMap().get(expr.id()))
                .flatMap(ast.getSource()::getOffsetLocation).orElse(CelSourceLocation.NONE);
        issues.add(CelIssue.formatError(at, message));
    }
}
