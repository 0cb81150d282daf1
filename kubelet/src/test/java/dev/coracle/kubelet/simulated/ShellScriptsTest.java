package dev.coracle.kubelet.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.kubelet.simulated.Behaviour.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellScriptsTest {

    private static Behaviour script(String text) {
        return ShellCommands.understand(List.of("sh", "-c", text), Map.of("INDEX", "3", "EMPTY", ""), NodeFiles.own())
                .orElseThrow();
    }

    /** The scripts of jobs in Kubernetes' end-to-end tests. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "4, 0", "5, 1"})
    void anIndexedJobFailsOddAndSucceedsEven(String index, int code) {
        String text = """

                if [ $(expr ${JOB_COMPLETION_INDEX} % 2) -ne 0 ]; then
                    exit 1
                else
                    exit 0
                fi
                """;
        assertEquals(Optional.of(code), ShellCommands.understand(List.of("sh", "-c", text),
                Map.of("JOB_COMPLETION_INDEX", index), NodeFiles.own()).orElseThrow().exitCode());
    }

    @Test
    void aFileIsThereOnceItIsMade() {
        String text = "if [[ -r /data/foo-$INDEX ]]\nthen\n exit 0\nelse\n touch /data/foo-$INDEX\n exit 42\nfi\n";
        assertEquals(Optional.of(42), script(text).exitCode());
        assertEquals(Optional.of(0), script("touch /data/foo-3\n" + text).exitCode());
        assertEquals(Optional.of(0), script("echo x > /data/foo-3; " + text).exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {"if true; then exit 5; fi ~ 5", "if false; then exit 5; fi ~ 0",
        "if false; then exit 1; elif [ 1 -lt 2 ]; then exit 2; else exit 3; fi ~ 2",
        "if [ -n \"$EMPTY\" ]; then exit 1; elif [ -z \"$EMPTY\" ]; then if test $INDEX = 3; then exit 4; fi; fi ~ 4",
        "! true ~ 1", "if ! [ -e /x ]; then exit 6; fi ~ 6", "X=2; exit $((X * (INDEX - 1) % 7)) ~ 4",
        "exit $(( 7 / 0 )) ~ 2", "[ a = b ] || exit 8 ~ 8", "expr 3 - 3 ~ 1", "expr x ~ 0", "expr 1 + ~ 2"})
    void branchesAndNumbers(String text, int code) {
        assertEquals(Optional.of(code), script(text.strip()).exitCode());
    }

    @Test
    void quotesKeepMarksAndSpaces() {
        assertEquals(List.of(new Step.Write("a; b && $INDEX  c"), new Step.Write("is 3; \"x\"")),
                script("echo 'a; b && $INDEX  c' # not this\necho \"is $INDEX; \\\"x\\\"\" 2>&1").steps());
    }

    @Test
    void whatIsSubstitutedIsNotPrinted() {
        assertEquals(List.of(new Step.Pass(Duration.ofSeconds(1)), new Step.Write("got b c")),
                script("echo got $(sleep 1; echo b) $(echo $(echo c))").steps());
    }

    @Test
    void aFunctionIsNotCalled() {
        Behaviour behaviour = script(
                "_term(){\n sleep 5\n exit 143\n}\ntrap _term SIGTERM\nwhile true; do\n sleep 1\ndone");
        assertEquals(List.of(), behaviour.steps());
        assertTrue(behaviour.exitCode().isEmpty());
    }

    /** Whatever the text, its reading ends. */
    @ParameterizedTest
    @ValueSource(strings = {"if", "if true", "fi", "if true; then", "then; else; fi; exit 3", "echo $(", "echo '",
        "echo \"", "\\",
        "echo $((", "[", "if if if; then fi", "((((", "$(expr", "a(){", "> ", "&& || ;;", "elif"})
    void whatIsNotClosedEndsWithTheText(String text) {
        assertTrue(script(text).exitCode().isPresent());
    }

    @Test
    void depthHasABound() {
        assertTrue(script("if true; then ".repeat(10_000)).exitCode().isPresent());
        assertTrue(script("echo " + "$(echo ".repeat(10_000) + ")".repeat(10_000)).exitCode().isPresent());
        assertTrue(script("exit $((" + "(".repeat(10_000) + "1" + ")".repeat(10_000) + "))").exitCode().isPresent());
        assertTrue(script("[ " + "! ".repeat(10_000) + " ]").exitCode().isPresent());
    }

    @Test
    void sizeHasABound() {
        String doubling = "X=aaaaaaaaaaaaaaaa; " + "X=$X$X; ".repeat(100) + "echo $X";
        assertTrue(script(doubling).steps().size() == 1);
        String many = "X=" + "a".repeat(10_000) + "; echo " + "$X ".repeat(10_000) + "\"" + "$X".repeat(10_000) + "\"";
        Step.Write line = assertInstanceOf(Step.Write.class, script(many).steps().getFirst());
        assertTrue(line.line().length() < 2 << 20, () -> "letters: " + line.line().length());
        assertEquals(Optional.of(7), script("A=1 ".repeat(20_000) + "exit 7").exitCode());
    }
}
