package dev.coracle.apiserver.admission.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.PolicyTypes;
import dev.coracle.apiserver.admission.cel.language.SchemaTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what somebody wrote can be the expressions of a policy or webhook at all, before it is stored. One for each object that is checked;
 * belongs to one thread.
 */
public final class ExpressionCheck {

    /** What an expression is for, which decides what it has to give. */
    public enum Use {
        VALIDATION("bool"), MATCH_CONDITION("bool"), MESSAGE("string"), AUDIT_ANNOTATION(
                "string", "null_type"), APPLY_CONFIGURATION("Object"), JSON_PATCH("list(JSONPatch)");

        private final List<String> results;

        Use(String... results) {
            this.results = List.of(results);
        }

        private String wanted() {
            return results.size() == 1 ? results.getFirst() : "one of [" + String.join(" ", results) + "]";
        }
    }

    private final Subject subject;
    private final SchemaTypes types = new SchemaTypes();
    private final Map<String, CelType> declared;
    private final Map<String, CelType> variables = new LinkedHashMap<>();
    private final Map<Set<String>, Cel> languages = new HashMap<>();

    private ExpressionCheck(Subject subject, boolean params) {
        this.subject = subject;
        this.declared = new HashMap<>(PolicyTypes.variables(types));
        List.of("object", "oldObject").forEach(name -> declared.put(name, SimpleType.DYN));
        if (params) {
            declared.put("params", SimpleType.DYN);
        }
    }

    /** What an expression may speak of: of variables, those that stand before it; conditions know none, and messages nobody to ask. */
    private Cel language(boolean asks, Optional<Set<String>> named) {
        Set<String> names = named.orElse(Set.of());
        Set<String> key = new HashSet<>(names);
        key.add((asks ? "/asks" : "/tells") + named.isPresent());
        return languages.computeIfAbsent(key, k -> {
            Map<String, CelType> all = new HashMap<>(declared);
            if (asks) {
                all.putAll(AuthorizerFunctions.VARIABLES);
            }
            if (named.isPresent()) {
                all.put("variables", types.struct("kubernetes.variables" + names.size(), names,
                        name -> Optional.ofNullable(variables.get(name))));
            }
            return language(subject, all, types);
        });
    }

    private static Cel language(Subject subject, Map<String, CelType> declared, SchemaTypes types) {
        return subject == Subject.MUTATING_POLICY
                ? Environment.ofPatches(declared, Optional.of(types))
                : Environment.of(declared, types);
    }

    /** What the expressions are of. */
    public enum Subject {
        VALIDATING_POLICY, MUTATING_POLICY, WEBHOOK
    }

    /** @param params whether it takes any */
    public static ExpressionCheck of(Subject subject, boolean params) {
        return new ExpressionCheck(subject, params);
    }

    /** What is wrong with it; empty if nothing is. */
    public Optional<String> wrong(String expression, Use use) {
        try {
            Optional<Set<String>> named = Optional.of(variables.keySet())
                    .filter(names -> use != Use.MATCH_CONDITION && !names.isEmpty());
            Expression made = compile(expression, language(use != Use.MESSAGE, named));
            return use.results.contains(made.resultName().replaceFirst("^null$", "null_type"))
                    ? Optional.empty()
                    : Optional.of("must evaluate to " + use.wanted() + " but got " + made.resultName());
        } catch (CelFailure e) {
            return Optional.of(e.why());
        }
    }

    private Expression compile(String expression, Cel language) {
        return Expression.compile(expression, language, subject == Subject.MUTATING_POLICY);
    }

    /** Checks a variable, in the order of their declaration, and remembers its type for those who speak of it. */
    public Optional<String> wrongVariable(String name, String expression) {
        try {
            CelType type = compile(expression, language(true, Optional.of(variables.keySet()))).result();
            variables.put(name, type);
            return Optional.empty();
        } catch (CelFailure e) {
            // What is said of it is right as far as anybody can tell.
            variables.put(name, SimpleType.DYN);
            return Optional.of(e.why());
        }
    }
}
