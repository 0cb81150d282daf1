package dev.coracle.apiserver.admission.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableMap;
import dev.coracle.apiserver.admission.cel.language.Operands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Mutations say {@code Object{spec: Object.spec{replicas: 3}}} and {@code JSONPatch{op: "add"}}: messages of types that are not declared
 * anywhere. They are made maps before the expression is checked.
 */
final class ObjectLiterals {

    private ObjectLiterals() {}

    /** Of what is no message, CEL for Java would evaluate twice what an optional field is selected from. */
    static void toIndices(CelMutableExpr expr) {
        if (expr.getKind() == Kind.CALL && expr.call().function().equals("_?._")) {
            expr.call().setFunction("_[?_]");
        }
        Operands.each(expr, ObjectLiterals::toIndices);
    }

    /** Whether objects of the type are made anywhere. */
    static boolean makes(CelMutableExpr expr, String type) {
        if (expr.getKind() == Kind.STRUCT && expr.struct().messageName().equals(type)) {
            return true;
        }
        boolean[] found = new boolean[1];
        Operands.each(expr, child -> found[0] |= makes(child, type));
        return found[0];
    }

    static void toMaps(CelMutableExpr expr) {
        if (expr.getKind() == Kind.STRUCT && isOurs(expr.struct().messageName())) {
            List<CelMutableMap.Entry> entries = new ArrayList<>();
            for (CelMutableExpr.CelMutableStruct.Entry field : expr.struct().entries()) {
                CelMutableExpr key = CelMutableExpr.ofConstant(field.id() + KEY_IDS,
                        CelConstant.ofValue(field.fieldKey()));
                entries.add(CelMutableMap.Entry.create(field.id(), key, field.value(), field.optionalEntry()));
            }
            expr.setMap(CelMutableMap.create(entries));
        }
        Operands.each(expr, ObjectLiterals::toMaps);
    }

    /** Ids of the new keys: beyond those of any expression that fits the bound on length. */
    static final long KEY_IDS = 10_000_000L;

    private static boolean isOurs(String name) {
        return name.equals("JSONPatch") || name.equals("Object") || name.startsWith("Object.");
    }

    /** What is wrong with the names of nested literals: each is the path to where it stands; empty if nothing is. */
    static Optional<String> mismatch(CelMutableExpr expr) {
        List<String> wrong = new ArrayList<>();
        collectMismatches(expr, wrong);
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", wrong));
    }

    private static void collectMismatches(CelMutableExpr expr, List<String> wrong) {
        if (expr.getKind() == Kind.STRUCT && expr.struct().messageName().startsWith("Object")) {
            String name = expr.struct().messageName();
            expr.struct().entries().forEach(field -> expect(name + "." + field.fieldKey(), field.value(), wrong));
        }
        Operands.each(expr, child -> collectMismatches(child, wrong));
    }

    private static void expect(String name, CelMutableExpr value, List<String> wrong) {
        switch (value.getKind()) {
            case STRUCT -> {
                if (!value.struct().messageName().equals(name)) {
                    wrong.add("unexpected type name \"" + value.struct().messageName() + "\", expected \"" + name
                            + "\", which matches field name path from root Object type");
                }
            }
            case LIST -> value.list().elements().forEach(element -> expect(name, element, wrong));
            case MAP -> value.map().entries().forEach(entry -> expect(name, entry.value(), wrong));
            default -> {
                // Calls and the like give what only evaluation knows.
            }
        }
    }

    static boolean mentions(CelMutableExpr expr, String variable) {
        if (expr.getKind() == Kind.IDENT && expr.ident().name().equals(variable)) {
            return true;
        }
        boolean[] found = new boolean[1];
        Operands.each(expr, child -> found[0] |= mentions(child, variable));
        return found[0];
    }
}
