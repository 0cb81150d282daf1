package dev.coracle.apiserver.admission.typecheck;

import dev.cel.bundle.Cel;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.PolicyTypes;
import dev.coracle.apiserver.admission.cel.language.SchemaTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the expressions of a ValidatingAdmissionPolicy against the schemas of the kinds that its rules name. Source: the type checking of
 * admissionregistration.k8s.io/v1; messages are CEL's.
 */
final class TypeChecker {

    /** A kind to check against. */
    record Kind(GroupVersionKind name, Schema schema) {

        /** As Go writes it: the core group is empty before the slash. */
        String shown() {
            return name.group() + "/" + name.version() + ", Kind=" + name.kind();
        }
    }

    /** @param field such as {@code spec.validations[0].expression} */
    record Warning(String field, String text) {}

    private final ObjectNode spec;
    private final List<Kind> kinds;
    private final List<Cel> environments = new ArrayList<>();

    /** @param params the kind of the policy's parameters, if it is known */
    TypeChecker(ObjectNode spec, List<Kind> kinds, Optional<Kind> params) {
        this.spec = spec;
        this.kinds = kinds;
        kinds.forEach(kind -> environments.add(environment(kind, params)));
    }

    private Cel environment(Kind kind, Optional<Kind> params) {
        SchemaTypes types = new SchemaTypes();
        Map<String, CelType> declared = new HashMap<>(AuthorizerFunctions.VARIABLES);
        CelType object = seen(types.of(kind.name().kind(), kind.schema()));
        declared.put("object", object);
        declared.put("oldObject", object);
        declared.putAll(PolicyTypes.variables(types));
        if (Trees.object(spec, "paramKind").isPresent()) {
            declared.put("params",
                    seen(params.flatMap(p -> types.of("params." + p.name().kind(), p.schema()))));
        }
        Map<String, CelType> variables = new LinkedHashMap<>();
        List<ObjectNode> trees = Trees.objects(spec, "variables");
        declared.put("variables", types.struct("kubernetes.variables",
                trees.stream().map(variable -> Trees.string(variable, "name")).distinct().toList(),
                name -> Optional.of(variables.getOrDefault(name, SimpleType.DYN))));
        Cel cel = Environment.of(declared, types);
        for (ObjectNode variable : trees) {
            variables.put(Trees.string(variable, "name"), resultType(cel, Trees.string(variable, "expression")));
        }
        return cel;
    }

    private static CelType seen(Optional<CelType> type) {
        return type.orElse(SimpleType.DYN);
    }

    /** Anything, for an expression that is wrong: what is made of it is not to be blamed. */
    private static CelType resultType(Cel cel, String expression) {
        try {
            return cel.compile(expression).getAst().getResultType();
        } catch (CelValidationException e) {
            return SimpleType.DYN;
        }
    }

    List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        int index = 0;
        for (ObjectNode validation : Trees.objects(spec, "validations")) {
            for (String field : List.of("expression", "messageExpression")) {
                String text = check(Trees.string(validation, field));
                if (!text.isEmpty()) {
                    warnings.add(new Warning("spec.validations[" + index + "]." + field, text));
                }
            }
            index++;
        }
        return warnings;
    }

    private String check(String expression) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < environments.size() && !expression.isEmpty(); i++) {
            CelValidationResult result = environments.get(i).compile(expression);
            if (result.hasError()) {
                wrong.add(kinds.get(i).shown() + ": "
                        + Environment.upstreamWords(result.getErrorString()) + "\n");
            }
        }
        return String.join("\n", wrong);
    }
}
