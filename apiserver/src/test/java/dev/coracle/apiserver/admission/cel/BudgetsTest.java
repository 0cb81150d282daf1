package dev.coracle.apiserver.admission.cel;

import static dev.coracle.apiserver.admission.cel.ExpressionTest.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import dev.coracle.apiserver.admission.cel.policy.MatchConditions;
import dev.coracle.apiserver.admission.cel.policy.PolicyInput;
import dev.coracle.apiserver.admission.cel.policy.ValidatingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What happens when expressions cost more than they may; the words are kube-apiserver's. */
class BudgetsTest {

    private static final String OUT = "validation failed due to running out of cost budget, no further validation rules will be run";
    private static final String LIMIT = "operation cancelled: actual cost limit exceeded";
    /** Costs eight units for each pair of items. */
    private static final String SQUARE = "self.all(a, self.all(b, a + b >= 0))";

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String wrong(String schema, String object, Optional<String> old, List<String> warnings) {
        FieldErrors errors = new FieldErrors();
        ValidationRules.compile(Schema.ofCustom(tree(schema))).validate(tree(object), old.map(ExpressionTest::tree),
                errors,
                warnings::add);
        return errors.isEmpty() ? "" : errors.message();
    }

    private static String list(String rules) {
        return "{'type':'object','properties':{'a':{'type':'array','items':{'type':'integer'},'x-kubernetes-validations':["
                + rules + "]},'b':{'type':'integer','x-kubernetes-validations':[{'rule':'self > 0'}]}}}";
    }

    @Test
    void aRuleThatGoesOnForTooLongEndsAll() {
        String schema = list("{'rule':'" + SQUARE + "'},{'rule':'false'}");
        assertEquals("[a: Invalid value: failed rule: false, b: Invalid value: 0: failed rule: self > 0]",
                wrong(schema, "{'a':" + numbers(300) + ",'b':0}", Optional.empty(), new ArrayList<>()));
        assertEquals(
                "a: Invalid value: \"array\": '" + LIMIT
                        + "': no further validation rules will be run due to call cost "
                        + "exceeds limit for rule: " + SQUARE,
                wrong(schema, "{'a':" + numbers(400) + ",'b':0}", Optional.empty(), new ArrayList<>()));
    }

    @Test
    void rulesShareABudget() {
        String twenty = IntStream.range(0, 20).mapToObj(i -> "{'rule':'" + SQUARE + "'}")
                .collect(Collectors.joining(","));
        assertEquals("a: Invalid value: \"array\": " + OUT,
                wrong(list(twenty), "{'a':" + numbers(300) + ",'b':0}", Optional.empty(), new ArrayList<>()));
    }

    @Test
    void messagesHaveToBePaidForToo() {
        String rule = "{'rule':'self.size() < 9','messageExpression':'" + SQUARE + " ? \\\"many\\\" : \\\"few\\\"'}";
        assertEquals("[a: Invalid value: many, b: Invalid value: 0: failed rule: self > 0]",
                wrong(list(rule), "{'a':" + numbers(300) + ",'b':0}", Optional.empty(), new ArrayList<>()));
        assertEquals(
                "a: Invalid value: \"array\": no further validation rules will be run due to call cost exceeds limit for "
                        + "messageExpression: \"" + SQUARE + " ? \\\"many\\\" : \\\"few\\\"\"",
                wrong(list(rule), "{'a':" + numbers(400) + ",'b':0}", Optional.empty(), new ArrayList<>()));
    }

    /** An item cannot be told from others, but the list that it stands in can be as it was. */
    @Test
    void whatStandsInSomethingUnchangedIsWarnedOf() {
        String schema = "{'type':'object','properties':{'l':{'type':'array','items':{'type':'integer',"
                + "'x-kubernetes-validations':[{'rule':'self > 3'}]}},'q':{'type':'integer'}}}";
        List<String> warnings = new ArrayList<>();
        assertEquals("", wrong(schema, "{'l':[1],'q':2}", Optional.of("{'l':[1],'q':1}"), warnings));
        assertEquals(List.of("l[0]: Invalid value: 1: failed rule: self > 3"), warnings);
        assertEquals("l[0]: Invalid value: 1: failed rule: self > 3",
                wrong(schema, "{'l':[1,5]}", Optional.of("{'l':[1]}"), warnings));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "self.s == ['b', 'a'] | true", "['b', 'a'] == self.s | false", "self.s != ['b'] | true",
        "self.s == ['a', 'c'] | false",
        "self.s + ['c', 'a'] == ['a', 'b', 'c'] | true", "(self.s + ['c'])[2] == 'c' | true",
        "self.m == [self.m[1], self.m[0]] | true", "self.m + [self.m[0]] == self.m | true", "self.o == self.o | true",
        "[self.s] == [self.s] | true", "{'a': self.s} == {'a': ['b', 'a']} | true", "has(self.none) | false"})
    void listsCompareAsTheirSchemasSay(String expression, boolean outcome) {
        Schema schema = Schema.ofCustom(tree("{'type':'object','properties':{'none':{'type':'string','nullable':true},"
                + "'s':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},'o':{'type':'object'},"
                + "'m':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':"
                + "{'type':'object','properties':{'k':{'type':'string'},'v':{'type':'integer'}}}}}}"));
        Object self = CelValues.of(
                tree("{'s':['a','b'],'o':{},'none':null,'m':[{'k':'x','v':1},{'k':'y','v':2}]}"), schema);
        assertEquals(Optional.of(outcome), Expression.compile(expression, Expression.Scope.RULE)
                .evaluate(java.util.Map.of("self", self)).value());
    }

    private static PolicyInput input(int items) {
        return new PolicyInput(Optional.of(tree("{'a':" + numbers(items) + "}")), Optional.empty(), tree("{}"),
                Optional.empty(), Optional.empty(), asked -> new PolicyAuthorizer.Answer(false, "", ""),
                PolicyAuthorizer.Question.EMPTY);
    }

    private static final String OBJECT_SQUARE = SQUARE.replace("self", "object.a");

    private static List<String> denials(ObjectNode spec, int items) {
        return ValidatingPolicy.compile(spec).evaluate(input(items)).denials().stream()
                .map(ValidatingPolicy.Denial::message).toList();
    }

    @Test
    void validationsOfAPolicyShareABudget() {
        String one = "{'expression':'" + OBJECT_SQUARE + "'}";
        assertEquals(List.of(), denials(tree("{'validations':[" + one + "]}"), 300));
        assertEquals(List.of("expression '" + OBJECT_SQUARE + "' resulted in error: " + LIMIT),
                denials(tree("{'validations':[" + one + "]}"), 400));
        String twenty = IntStream.range(0, 20).mapToObj(i -> one).collect(Collectors.joining(","));
        assertEquals(List.of(OUT), denials(tree("{'validations':[" + twenty + "]}"), 300));
    }

    @Test
    void variablesArePaidForOnce() {
        String variable = "'variables':[{'name':'v','expression':'" + OBJECT_SQUARE + "'}]";
        String twenty = IntStream.range(0, 20).mapToObj(i -> "{'expression':'variables.v'}")
                .collect(Collectors.joining(","));
        assertEquals(List.of(), denials(tree("{" + variable + ",'validations':[" + twenty + "]}"), 300));
        assertEquals(
                List.of("expression 'variables.v' resulted in error: composited variable \"v\" fails to evaluate: "
                        + LIMIT),
                denials(tree("{" + variable + ",'validations':[{'expression':'variables.v'}]}"), 400));
    }

    @Test
    void conditionsHaveASmallerBudget() {
        String four = IntStream.range(0, 4).mapToObj(i -> "{'name':'c" + i + "','expression':'" + OBJECT_SQUARE + "'}")
                .collect(Collectors.joining(","));
        MatchConditions conditions = new MatchConditions(tree("{'matchConditions':[" + four + "]}"));
        assertEquals(OUT, assertThrows(CelFailure.class, () -> conditions.match(input(300))).why());
        assertEquals(true, conditions.match(input(200)));
    }

    @Test
    void conditionsThatFailAreToldTogether() {
        MatchConditions conditions = new MatchConditions(
                tree("{'matchConditions':[{'name':'a','expression':'object.x'},"
                        + "{'name':'b','expression':'object.y'}]}"));
        assertEquals(
                "[expression 'object.x' resulted in error: no such key: x, expression 'object.y' resulted in error: "
                        + "no such key: y]",
                assertThrows(CelFailure.class, () -> conditions.match(input(1))).why());
    }
}
