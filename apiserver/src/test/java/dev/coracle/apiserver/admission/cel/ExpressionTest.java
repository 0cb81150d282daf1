package dev.coracle.apiserver.admission.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cel.common.types.CelKind;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.cel.cost.Budget;
import dev.coracle.apiserver.admission.cel.cost.CostLimit;
import dev.coracle.apiserver.admission.cel.library.AuthorizerFunctions;
import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ExpressionTest {

    static ObjectNode tree(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        variables.put("object", CelValues.of(tree("{'metadata':{'name':'n','namespace':'ns','labels':{'a/b':'c'}},"
                + "'spec':{'replicas':3,'half':1.5,'list':[1,2,3],'none':null,'containers':[{'name':'x','image':'a:1'},"
                + "{'name':'y','image':'b:1'}]}}")));
        variables.put("request", Map.of("namespace", "ns", "operation", "CREATE"));
        variables.put("authorizer", new AuthorizerFunctions.Query(
                asked -> new PolicyAuthorizer.Answer(asked.verb().equals("get") && asked.group().equals("apps"), "",
                        ""),
                PolicyAuthorizer.Question.EMPTY));
        return variables;
    }

    private static Budget budget() {
        return Budget.of(CostLimit.OF_OBJECT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.spec.replicas <= 5", "object.metadata.namespace == request.namespace",
        "object.spec.replicas < 3.5", "!has(object.spec.nope)", "object.spec.none == null",
        "object.spec.containers.exists(c, c.image.startsWith('a'))", "object.spec.list.sum() == 6",
        "object.spec.list.indexOf(2) == 1",
        "authorizer.group('apps').resource('pods').labelSelector('a=b').fieldSelector('c=d').check('get').allowed()",
        "object.spec.list.max() == 3", "!['b', 'a'].isSorted()", "[1, 2, 3].indexOf(2) == 1",
        "'hello'.indexOf('l') == 2",
        "quantity('1Gi').isGreaterThan(quantity('1G'))", "quantity('1') == quantity('1000m')", "!isQuantity('x')",
        "quantity('1').add(1).compareTo(quantity('2000m')) == 0", "ip('::1').isLoopback()",
        "ip('1.2.3.4').family() == 4",
        "string(ip('2001:db8:0::1')) == '2001:db8::1'", "!isIP('01.2.3.4')", "!isIP('example.com')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3')", "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
        "!cidr('fd00::/8').containsCIDR('10.0.0.0/8')", "url('https://a.b:80/p?x=1').getHost() == 'a.b:80'",
        "url('https://a.b/p?x=1&x=2').getQuery()['x'][1] == '2'", "semver('1.2.3').isLessThan(semver('1.10.0'))",
        "semver('1.2.3-rc.2').isLessThan(semver('1.2.3-rc.10'))", "isSemver('v1.2', true)", "!isSemver('v1.2')",
        "format.dns1123Label().validate('A_').hasValue()", "!format.dns1123Label().validate('a').hasValue()",
        "format.named('nope') == optional.none()",
        "'%s has %d of %.2f %s'.format(['a', 3, 1.5, [1]]) == 'a has 3 of 1.50 [1]'",
        "'a-b'.split('-').join('+') == 'a+b'", "object.?spec.?nope.orValue(7) == 7",
        "object.spec[?'replicas'].hasValue()",
        "{'a': 1}.transformList(k, v, k) == ['a']", "sets.contains([1, 2], [1])",
        "'a1b22'.findAll('[0-9]+') == ['1', '22']",
        "object.metadata.labels['a/b'] == 'c'", "timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z')",
        "jsonpatch.escapeKey('a/b~') == 'a~1b~0'",
        "authorizer.group('apps').resource('pods').namespace('x').check('get').allowed()",
        "!authorizer.path('/healthz').check('post').allowed()", "[3, 1, 2].sort() == [1, 2, 3]"})
    void holds(String expression) {
        assertEquals(true,
                Expression.compile(expression, Expression.Scope.ADMISSION, CelKind.BOOL).evaluate(variables(),
                        budget()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"object.spec.nope == 1 | no such key: nope", "1 / 0 == 1 | division by zero"})
    void failsInUpstreamsWords(String expression, String why) {
        Expression compiled = Expression.compile(expression, Expression.Scope.ADMISSION);
        assertEquals(why, assertThrows(CelFailure.class, () -> compiled.evaluate(variables(), budget())).why());
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.spec.replicas +", "undeclared == 1", "1 + 'a' == 2", "'a string'"})
    void refusesWhatIsNoCondition(String expression) {
        assertThrows(CelFailure.class, () -> Expression.compile(expression, Expression.Scope.ADMISSION, CelKind.BOOL));
    }
}
