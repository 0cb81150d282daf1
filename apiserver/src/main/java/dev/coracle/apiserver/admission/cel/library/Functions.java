package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects functions that Kubernetes adds to CEL: for each overload what it is called with, what it gives, and what it does. */
public final class Functions {

    /** A CEL type and the Java class that holds its values. */
    record Arg(CelType type, Class<?> held) {}

    /** What a function does. Any RuntimeException is the expression's error. */
    @FunctionalInterface
    interface Body {
        Object call(Object[] args);
    }

    private final Map<String, List<CelOverloadDecl>> declared = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** {@code name(args)}. */
    void global(String name, CelType result, Body body, Arg... args) {
        add(name, false, result, body, args);
    }

    /** {@code first.name(others)}. */
    void member(String name, CelType result, Body body, Arg... args) {
        add(name, true, result, body, args);
    }

    // Bodies hold nothing that changes; saying so in the type would bind all of them to an annotation of CEL's own library.
    @SuppressWarnings("Immutable")
    private void add(String name, boolean member, CelType result, Body body, Arg... args) {
        StringBuilder id = new StringBuilder("k8s_" + (member ? "member_" : "") + name.replace('.', '_'));
        List<CelType> types = new ArrayList<>();
        List<Class<?>> classes = new ArrayList<>();
        for (Arg arg : args) {
            id.append('_').append(arg.type.name().replace('.', '_').toLowerCase(java.util.Locale.ROOT))
                    .append(arg.type.parameters().isEmpty() ? "" : "_" + arg.type.parameters().getFirst().name());
            types.add(arg.type);
            classes.add(arg.held);
        }
        String overload = id.toString();
        declared.computeIfAbsent(name, n -> new ArrayList<>())
                .add(member
                        ? CelOverloadDecl.newMemberOverload(overload, result, types)
                        : CelOverloadDecl.newGlobalOverload(overload, result, types));
        bindings.add(CelFunctionBinding.from(overload, classes, given -> {
            try {
                return body.call(given);
            } catch (RuntimeException e) {
                throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
            }
        }));
    }

    /** Whether it is one of several overloads that differ in nothing but what a list's items are. */
    public static boolean isOfLists(String overload) {
        return overload.startsWith("k8s_member_") && overload.contains("_list_");
    }

    public List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> all = new ArrayList<>();
        declared.forEach((name, overloads) -> all.add(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
        return all;
    }

    public List<CelFunctionBinding> bindings() {
        return bindings;
    }
}
