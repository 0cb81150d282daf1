package dev.coracle.apiserver.access;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.coracle.apiserver.admission.cel.language.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A compiled expression of a configuration file. Immutable; safe for use by any number of threads. */
public final class AccessExpression {

    /** An expression that can't be evaluated with what it was given. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String why) {
            super(why, null, false, false);
        }
    }

    private final String source;
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;

    private AccessExpression(String source, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
        this.source = source;
        this.tree = tree;
        this.program = program;
    }

    /**
     * @param language says which variables there are
     * @param kinds    of which one the result must be
     * @throws IllegalArgumentException if it is malformed, or its result is of another kind
     */
    public static AccessExpression compile(String source, Cel language, CelKind... kinds) {
        try {
            CelAbstractSyntaxTree tree = language.compile(source).getAst();
            Set<CelKind> allowed = Set.of(kinds);
            CelKind kind = tree.getResultType().kind();
            if (!allowed.contains(kind) && kind != CelKind.DYN && kind != CelKind.ANY) {
                throw new IllegalArgumentException("must evaluate to " + allowed.stream()
                        .map(k -> k.name().toLowerCase(java.util.Locale.ROOT)).sorted()
                        .collect(Collectors.joining(" or ")));
            }
            return new AccessExpression(source, tree, language.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException(
                    "compilation failed: " + Environment.upstreamWords(String.valueOf(e.getMessage())), e);
        }
    }

    public String source() {
        return source;
    }

    public Object evaluate(Map<String, ?> variables) throws Failure {
        try {
            return program.eval(variables);
        } catch (CelEvaluationException | RuntimeException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it looks at a field of a variable: {@code claims.email} or {@code claims.?email}. */
    public boolean selects(String variable, String field) {
        return CelNavigableAst.fromAst(tree).getRoot().allNodes().map(node -> node.expr())
                .anyMatch(expr -> switch (expr.getKind()) {
                    case SELECT -> isVariable(expr.select().operand(), variable) && expr.select().field().equals(field);
                    case CALL -> expr.call().function().equals("_?._") && expr.call().args().size() == 2
                            && isVariable(expr.call().args().getFirst(), variable)
                            && isConstant(expr.call().args().getLast(), field);
                    default -> false;
                });
    }

    private static boolean isVariable(CelExpr expr, String name) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT && expr.ident().name().equals(name);
    }

    private static boolean isConstant(CelExpr expr, String value) {
        return expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
                && expr.constant().stringValue().equals(value);
    }

    /** What expressions see of a tree. */
    public static Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = LinkedHashMap.newLinkedHashMap(node.size());
            node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(value(item)));
            return list;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            // As JSON says it: every number of a token is a double in the original.
            return node.doubleValue();
        }
        return node.isNull() ? dev.cel.common.values.NullValue.NULL_VALUE : node.asString();
    }
}
