package dev.coracle.apiserver.admission.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import dev.coracle.apiserver.admission.cel.cost.CostPlan;
import dev.coracle.apiserver.admission.cel.cost.Meter;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.Literals;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.library.Functions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compiled expression. Variables have no declared types: what does not fit shows when it is evaluated. Bounded: at most
 * {@value Environment#MAX_LENGTH} characters, {@value CostLimit#OF_CALL} units of cost. Immutable; safe for use by any number of threads.
 */
public final class Expression {

    private static final Pattern WHERE = Pattern.compile("^evaluation error(?: at [^:]*:\\d+)?: ");
    private static final Pattern NO_KEY = Pattern.compile("^key '(.*)' is not present in map\\.?");

    private static Map<String, CelType> variables(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, name -> SimpleType.DYN));
    }

    /** What an expression may speak of. */
    public enum Scope {
        /** object, oldObject, request, params, namespaceObject, variables, authorizer. */
        ADMISSION,
        /** self and oldSelf. */
        RULE
    }

    /** CEL's machinery, made when the first expression is. */
    private static final class Holder {
        static final Cel ADMISSION = admission("object", "oldObject", "request", "params", "namespaceObject",
                "variables");
        static final Cel RULE = Environment.of(variables("self", "oldSelf"));
    }

    private static Cel admission(String... names) {
        Map<String, CelType> all = new HashMap<>(AuthorizerFunctions.VARIABLES);
        all.putAll(variables(names));
        return Environment.ofPatches(all, Optional.empty());
    }

    private final String source;
    private final CelRuntime.Program program;
    private final CelKind resultKind;
    private final CelAbstractSyntaxTree tree;
    private final CostPlan plan;
    private final Optional<String> mismatch;
    private final Set<String> made;

    private Expression(String source, CelRuntime.Program program, CelAbstractSyntaxTree tree,
            Optional<String> mismatch, Set<String> made) {
        this.mismatch = mismatch;
        this.made = made;
        this.source = source;
        this.program = program;
        this.tree = tree;
        this.plan = new CostPlan(tree, ObjectLiterals.KEY_IDS);
        this.resultKind = tree.getResultType().kind();
    }

    /** @throws CelFailure if it is malformed or cannot be of type bool, string or whatever {@code kinds} are */
    public static Expression compile(String source, Scope scope, CelKind... kinds) {
        return switch (scope) {
            // What is written out has been checked where the types of what stands beside it were known.
            case ADMISSION -> compile(source, Holder.ADMISSION, true, false, kinds);
            case RULE -> compile(source, Holder.RULE, false, false, kinds);
        };
    }

    /** In a language of its own. @param patches whether it may make objects and patches. @throws CelFailure as above */
    public static Expression compile(String source, Cel cel, boolean patches) {
        return compile(source, cel, patches, true);
    }

    private static Expression compile(String source, Cel cel, boolean patches, boolean literals, CelKind... kinds) {
        long began = System.nanoTime();
        try {
            CelAbstractSyntaxTree parsed = cel.parse(source).getAst();
            CelMutableAst changed = CelMutableAst.fromCelAst(parsed);
            Optional<String> mismatch = ObjectLiterals.mismatch(changed.expr());
            Set<String> made = patches ? makes(changed.expr()) : Set.of();
            ObjectLiterals.toIndices(changed.expr());
            if (patches) {
                ObjectLiterals.toMaps(changed.expr());
            }
            CelAbstractSyntaxTree checked = oneOverloadEach(cel.check(CelAbstractSyntaxTree
                    .newParsedAst(changed.toParsedAst().getExpr(), parsed.getSource())).getAst());
            Optional<String> wrong = literals ? Literals.wrong(checked, ObjectLiterals.KEY_IDS) : Optional.empty();
            if (wrong.isPresent()) {
                throw new CelFailure("compilation failed: " + Environment.upstreamWords(wrong.get()));
            }
            Expression expression = new Expression(source, cel.createProgram(checked), checked, mismatch, made);
            expression.requireKind(kinds);
            return expression;
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CelFailure("compilation failed: " + Environment.upstreamWords(String.valueOf(e.getMessage())));
        } finally {
            CelMetrics.compiled(System.nanoTime() - began);
        }
    }

    /** Functions of lists do the same for items of any type; CEL will not choose where it does not know which. */
    private static CelAbstractSyntaxTree oneOverloadEach(CelAbstractSyntaxTree checked) {
        Map<Long, CelReference> references = new HashMap<>(checked.getReferenceMap());
        references.replaceAll((id, reference) -> reference.overloadIds().size() > 1
                && reference.overloadIds().stream().allMatch(Functions::isOfLists)
                        ? CelReference.newBuilder().setName(reference.name())
                                .addOverloadIds(reference.overloadIds().getFirst()).build()
                        : reference);
        return CelAbstractSyntaxTree.newCheckedAst(checked.getExpr(), checked.getSource(), references,
                checked.getTypeMap());
    }

    /** Whether its result can be of one of the kinds; of none means any. */
    boolean gives(CelKind... kinds) {
        return kinds.length == 0 || resultKind == CelKind.DYN || resultKind == CelKind.ANY
                || List.of(kinds).contains(resultKind);
    }

    private static Set<String> makes(CelMutableExpr expr) {
        return Stream.of("Object", "JSONPatch").filter(type -> ObjectLiterals.makes(expr, type))
                .collect(Collectors.toSet());
    }

    CelType result() {
        return tree.getResultType();
    }

    /** The result's type as authors know it: what stands for an object or patch is called so. */
    String resultName() {
        boolean list = resultKind == CelKind.LIST;
        CelType item = list ? tree.getResultType().parameters().getFirst() : tree.getResultType();
        if (item.kind() != CelKind.MAP || made.isEmpty()) {
            return CelTypes.format(tree.getResultType());
        }
        String name = made.contains("Object") && !(list && made.contains("JSONPatch")) ? "Object" : "JSONPatch";
        return list ? "list(" + name + ")" : name;
    }

    private void requireKind(CelKind... kinds) {
        if (gives(kinds)) {
            return;
        }
        throw new CelFailure("must evaluate to " + kinds[0].name().toLowerCase(java.util.Locale.ROOT));
    }

    /** As it was written. */
    public String source() {
        return source;
    }

    /** What is wrong with the names of the objects that it makes; such an expression can be evaluated but not applied. */
    public Optional<String> mismatch() {
        return mismatch;
    }

    /** Whether the expression speaks of a variable. */
    boolean mentions(String variable) {
        return ObjectLiterals.mentions(CelMutableAst.fromCelAst(tree).expr(), variable);
    }

    /**
     * One evaluation.
     *
     * @param failure why there is no value
     * @param cost    what it took, whether it failed or not
     */
    public record Outcome(Optional<Object> value, Optional<CelFailure> failure, long cost) {

        /** @throws CelFailure if it failed, or cost more than there was */
        public Object paid(Budget budget) {
            if (!budget.pay(cost)) {
                throw CelFailure.outOfBudget();
            }
            return value.orElseThrow(() -> failure.orElseThrow());
        }
    }

    /** @throws CelFailure if it fails, with the reason, or if the budget does not suffice */
    public Object evaluate(Map<String, Object> variables, Budget budget) {
        return evaluate(variables).paid(budget);
    }

    /** Evaluates it without a budget: the caller pays, or does not, by {@link Outcome#paid}. */
    public Outcome evaluate(Map<String, Object> variables) {
        Meter meter = new Meter(plan, CostLimit.OF_CALL);
        Optional<Object> value = Optional.empty();
        Optional<CelFailure> failure = Optional.empty();
        try {
            value = Optional.of(program.trace(variables, meter));
        } catch (CelEvaluationException e) {
            failure = Optional.of(new CelFailure(upstreamWords(e)));
        } catch (CelFailure e) {
            failure = Optional.of(e);
        } catch (CostLimit e) {
            failure = Optional.of(new CelFailure(CostLimit.MESSAGE));
        } catch (RuntimeException e) {
            failure = Optional.of(new CelFailure(upstreamWords(String.valueOf(e.getMessage()))));
        }
        return new Outcome(value, failure, meter.cost());
    }

    private static String upstreamWords(CelEvaluationException e) {
        String words = upstreamWords(String.valueOf(e.getMessage()));
        boolean bareKey = e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND && !words.startsWith("no such key");
        return bareKey ? "no such key: " + words : words;
    }

    /** The commonest failures in the words that clients know. */
    private static String upstreamWords(String why) {
        String plain = WHERE.matcher(why).replaceFirst("");
        if (plain.startsWith("No matching overload for function")) {
            return "no such overload";
        }
        String found = NO_KEY.matcher(plain).replaceFirst("no such key: $1");
        return found.replace("/ by zero", "division by zero").replace("Index out of bounds", "index out of bounds");
    }
}
