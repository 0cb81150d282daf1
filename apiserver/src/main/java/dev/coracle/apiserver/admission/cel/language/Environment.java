package dev.coracle.apiserver.admission.cel.language;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.standard.AddOperator;
import dev.cel.runtime.standard.CelStandardOverload;
import dev.cel.runtime.standard.EqualsOperator;
import dev.cel.runtime.standard.NotEqualsOperator;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.library.FormatFunctions;
import dev.coracle.apiserver.admission.cel.library.Functions;
import dev.coracle.apiserver.admission.cel.library.ListFunctions;
import dev.coracle.apiserver.admission.cel.library.NetworkFunctions;
import dev.coracle.apiserver.admission.cel.library.QuantityFunctions;
import dev.coracle.apiserver.admission.cel.library.SemverFunctions;
import dev.coracle.apiserver.admission.cel.library.SortFunctions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Those of the second version of the extension, but for format, which is ours. */
    private static final CelStringExtensions STRINGS = CelExtensions.strings(Function.CHAR_AT, Function.INDEX_OF,
            Function.JOIN, Function.LAST_INDEX_OF, Function.LOWER_ASCII, Function.QUOTE, Function.REPLACE,
            Function.SPLIT, Function.SUBSTRING, Function.TRIM, Function.UPPER_ASCII);

    /** Those of the third version of the extension, but for what {@link SortFunctions} has. */
    private static final CelListsExtensions LISTS = CelExtensions.lists(CelListsExtensions.Function.SLICE,
            CelListsExtensions.Function.FLATTEN, CelListsExtensions.Function.DISTINCT,
            CelListsExtensions.Function.REVERSE);

    /** What {@link Equality} does instead. */
    private static final Set<CelStandardOverload> OURS = Set.of(EqualsOperator.EqualsOverload.EQUALS,
            NotEqualsOperator.NotEqualsOverload.NOT_EQUALS, AddOperator.AddOverload.ADD_LIST);

    private Environment() {}

    /** What is wrong with an expression, in the words of CEL for Go. */
    public static String upstreamWords(String errors) {
        String syntax = SYNTAX.matcher(CANDIDATES.matcher(errors.replace("*error*", "!error!")).replaceAll(""))
                .replaceAll("Syntax error: ");
        return EMPTY.matcher(syntax).replaceAll("<input>:1:0: $1");
    }

    /** @param variables that expressions may speak of, with their types */
    public static Cel of(Map<String, CelType> variables) {
        return make(variables, Optional.empty(), false);
    }

    /** @param types those that variables and their fields are of */
    public static Cel of(Map<String, CelType> variables, CelTypeProvider types) {
        return make(variables, Optional.of(types), false);
    }

    /** With what there is where expressions make patches. */
    public static Cel ofPatches(Map<String, CelType> variables, Optional<CelTypeProvider> types) {
        return make(variables, types, true);
    }

    private static Cel make(Map<String, CelType> variables, Optional<CelTypeProvider> types, boolean patches) {
        CelOptions options = CelOptions.current().enableHeterogeneousNumericComparisons(true).enableTimestampEpoch(true)
                .evaluateCanonicalTypesToNativeValues(true).maxExpressionCodePointSize(MAX_LENGTH)
                .enableOptionalSyntax(true)
                .comprehensionMaxIterations(MAX_ITERATIONS).populateMacroCalls(false).build();
        Functions functions = new Functions();
        QuantityFunctions.addTo(functions);
        ListFunctions.addTo(functions);
        SortFunctions.addTo(functions);
        NetworkFunctions.addTo(functions);
        SemverFunctions.addTo(functions);
        FormatFunctions.addTo(functions);
        AuthorizerFunctions.addTo(functions);
        if (patches) {
            FormatFunctions.addPatchesTo(functions);
        }
        CelBuilder builder = CelFactory.standardCelBuilder().setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS).addMacros(SortFunctions.SORT_BY)
                .addCompilerLibraries(STRINGS, LISTS, CelExtensions.sets(options), CelExtensions.optional(),
                        CelExtensions.comprehensions())
                .addRuntimeLibraries(STRINGS, LISTS, CelExtensions.sets(options), CelExtensions.optional(),
                        CelExtensions.comprehensions())
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder().build())
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .filterFunctions((function, overload) -> !OURS.contains(overload)).build())
                .addFunctionDeclarations(functions.declarations()).addFunctionBindings(functions.bindings())
                .addFunctionBindings(new Equality(options).bindings());
        types.ifPresent(builder::setTypeProvider);
        variables.forEach(builder::addVar);
        return builder.build();
    }
}
