package dev.coracle.apiserver.admission.cel.library;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The language that Kubernetes' expressions are written in: CEL with its standard extensions and Kubernetes' own functions. */
public final class Environment {

    /** Of an expression, in characters. */
    public static final int MAX_LENGTH = 100_000;
    /** Upstream limits the cost of a call to 1,000,000 units; a step of a loop is the unit that grows with the input. */
    public static final int MAX_ITERATIONS = 1_000_000;

    /** CEL for Java lists the overloads there are, which CEL for Go, whose words authors know, does not. */
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$", Pattern.MULTILINE);

    /** What CEL for Go says before what its parser has to say. */
    private static final Pattern SYNTAX = Pattern.compile("(?<=ERROR: <input>:\\d{1,9}:\\d{1,9}: )"
            + "(?=mismatched input|extraneous input|no viable alternative|token recognition error|missing )");

    /** Where CEL for Java says that nothing is, and what stands there. */
    private static final Pattern EMPTY = Pattern.compile("<input>:1:1: (.*)\n \\| \n \\| \\^");

    private Environment() {}

    /** What is wrong with an expression, in the words of CEL for Go. */
    public static String upstreamWords(String errors) {
        String syntax = SYNTAX.matcher(CANDIDATES.matcher(errors).replaceAll("")).replaceAll("Syntax error: ");
        return EMPTY.matcher(syntax).replaceAll("<input>:1:0: $1");
    }

    /** @param variables that expressions may speak of, with their types */
    public static Cel of(Map<String, CelType> variables) {
        return make(variables, Optional.empty());
    }

    /** @param types those that variables and their fields are of */
    public static Cel of(Map<String, CelType> variables, CelTypeProvider types) {
        return make(variables, Optional.of(types));
    }

    private static Cel make(Map<String, CelType> variables, Optional<CelTypeProvider> types) {
        CelOptions options = CelOptions.current().enableHeterogeneousNumericComparisons(true).enableTimestampEpoch(true)
                .evaluateCanonicalTypesToNativeValues(true).maxExpressionCodePointSize(MAX_LENGTH)
                .enableOptionalSyntax(true)
                .comprehensionMaxIterations(MAX_ITERATIONS).populateMacroCalls(false).build();
        Functions functions = new Functions();
        QuantityFunctions.addTo(functions);
        ListFunctions.addTo(functions);
        NetworkFunctions.addTo(functions);
        SemverFunctions.addTo(functions);
        FormatFunctions.addTo(functions);
        AuthorizerFunctions.addTo(functions);
        CelBuilder builder = CelFactory.standardCelBuilder().setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.sets(options), CelExtensions.optional(),
                        CelExtensions.comprehensions(), CelExtensions.lists())
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.sets(options), CelExtensions.optional(),
                        CelExtensions.comprehensions(), CelExtensions.lists())
                .addFunctionDeclarations(functions.declarations()).addFunctionBindings(functions.bindings());
        types.ifPresent(builder::setTypeProvider);
        variables.forEach(builder::addVar);
        return builder.build();
    }
}
