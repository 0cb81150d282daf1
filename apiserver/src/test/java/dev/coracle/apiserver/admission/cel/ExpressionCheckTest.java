package dev.coracle.apiserver.admission.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.apiserver.admission.cel.ExpressionCheck.Subject;
import dev.coracle.apiserver.admission.cel.ExpressionCheck.Use;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy or webhook may be stored with; the words are kube-apiserver's. */
class ExpressionCheckTest {

    private static String wrong(Subject subject, Use use, String expression) {
        return ExpressionCheck.of(subject, false).wrong(expression, use).orElse("").lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "VALIDATING_POLICY | VALIDATION | object.x == 1 | ``",
        "VALIDATING_POLICY | VALIDATION | object | must evaluate to bool but got dyn",
        "VALIDATING_POLICY | VALIDATION | request.nope == 1 | compilation failed: ERROR: <input>:1:8: undefined field 'nope'",
        "VALIDATING_POLICY | VALIDATION | namespaceObject.spec.nope == 1 | compilation failed: ERROR: <input>:1:21: undefined field 'nope'",
        "VALIDATING_POLICY | VALIDATION | variables.v | compilation failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')",
        "VALIDATING_POLICY | VALIDATION | params.x == 1 | compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')",
        "VALIDATING_POLICY | VALIDATION | [request.name, 1].size() == 2 | compilation failed: ERROR: <input>:1:16: expected type 'string' but found 'int'",
        "VALIDATING_POLICY | VALIDATION | jsonpatch.escapeKey('a') == 'a' | compilation failed: ERROR: <input>:1:1: undeclared reference to 'jsonpatch' (in container '')",
        "VALIDATING_POLICY | VALIDATION | Object{}.x == 1 | compilation failed: ERROR: <input>:1:7: undeclared reference to 'Object' (in container '')",
        "VALIDATING_POLICY | VALIDATION | authorizer.path('/x').check('get').allowed() | ``",
        "VALIDATING_POLICY | MESSAGE | authorizer.path('/x').check('get').reason() | compilation failed: ERROR: <input>:1:1: undeclared reference to 'authorizer' (in container '')",
        "VALIDATING_POLICY | AUDIT_ANNOTATION | null | ``",
        "VALIDATING_POLICY | AUDIT_ANNOTATION | 1 | must evaluate to one of [string null_type] but got int",
        "WEBHOOK | MATCH_CONDITION | authorizer.group('').resource('pods').labelSelector('a').check('list').allowed() | ``",
        "MUTATING_POLICY | APPLY_CONFIGURATION | Object{a: Object.a{b: 1}} | ``",
        "MUTATING_POLICY | APPLY_CONFIGURATION | object | must evaluate to Object but got dyn",
        "MUTATING_POLICY | JSON_PATCH | [JSONPatch{op: 'add', path: '/' + jsonpatch.escapeKey('a/b'), value: 1}] | ``",
        "MUTATING_POLICY | JSON_PATCH | Object{a: 1} | must evaluate to list(JSONPatch) but got Object",
        "MUTATING_POLICY | JSON_PATCH | [] | must evaluate to list(JSONPatch) but got list(dyn)"})
    void isAsTheOriginalHasIt(Subject subject, Use use, String expression, String expected) {
        assertEquals(expected, wrong(subject, use, expression));
    }

    @Test
    void aVariableIsKnownToThoseAfterIt() {
        ExpressionCheck check = ExpressionCheck.of(Subject.VALIDATING_POLICY, false);
        assertEquals(Optional.of("compilation failed: ERROR: <input>:1:10: undefined field 'a'"),
                check.wrongVariable("a", "variables.a + 1").map(text -> text.lines().findFirst().orElse("")));
        assertEquals(Optional.empty(), check.wrongVariable("b", "1"));
        assertEquals(Optional.empty(), check.wrong("variables.b == 1", Use.VALIDATION));
        assertEquals(Optional.of(
                "compilation failed: ERROR: <input>:1:13: found no matching overload for '_==_' applied to '(int, string)'"),
                check.wrong("variables.b == 'a'", Use.VALIDATION).map(text -> text.lines().findFirst().orElse("")));
        assertEquals(Optional
                .of("compilation failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')"),
                check.wrong("variables.b == 1", Use.MATCH_CONDITION).map(text -> text.lines().findFirst().orElse("")));
    }
}
