package dev.coracle.api.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class YamlTest {

    @Test
    void readsWhatItPrints() {
        ObjectNode tree = Json.parseObject(
                "{\"a\":[1,2.5,true,null,\"no\"],\"b\":{\"c\":\"1\",\"d\":\"\"}}".getBytes(StandardCharsets.UTF_8));
        assertEquals(tree, Yaml.parseObject(Yaml.print(tree).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesABombOfAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1).append(",*a").append(i - 1)
                    .append("]\n");
        }
        assertThrows(StatusException.class, () -> Yaml.parseObject(bomb.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** However deep it is, the answer is a refusal and not the end of the thread's stack. */
    @ParameterizedTest
    @ValueSource(ints = {2_000, 1_000_000})
    void refusesWhatIsNestedTooDeeply(int depth) {
        byte[] lists = ("{a: " + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(StandardCharsets.UTF_8);
        assertThrows(StatusException.class, () -> Yaml.parseObject(lists));
        Yaml.duplicateKeys(lists);
        byte[] maps = "{a: ".repeat(depth).getBytes(StandardCharsets.UTF_8);
        assertThrows(StatusException.class, () -> Yaml.parseObject(maps));
        Yaml.duplicateKeys(maps);
        byte[] json = ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(StandardCharsets.UTF_8);
        assertThrows(RuntimeException.class, () -> Json.parse(json));
    }

    /** The server's threads have small stacks: what is not refused must fit. */
    @Test
    void whatIsAllowedFitsASmallStack() throws InterruptedException {
        byte[] lists = ("{a: " + "[".repeat(290) + "]".repeat(290) + "}").getBytes(StandardCharsets.UTF_8);
        List<Object> read = new ArrayList<>();
        Thread small = new Thread(null, () -> read.add(Yaml.parseObject(lists)), "small", 512 << 10);
        small.start();
        small.join();
        assertEquals(1, read.size());
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThrows(StatusException.class, () -> Yaml.parseObject("- a".getBytes(StandardCharsets.UTF_8)));
        assertThrows(StatusException.class, () -> Yaml.parseObject("a: [".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void scalarsAreReadAsKubernetesReadsThem() {
        ObjectNode tree = Yaml.parseObject("a: yes\nb: \"yes\"\nc: 0644\nd: 1.5\ne: ~\nf: off\n"
                .getBytes(StandardCharsets.UTF_8));
        assertEquals("{\"a\":true,\"b\":\"yes\",\"c\":420,\"d\":1.5,\"e\":null,\"f\":false}", Json.text(tree));
    }

    @Test
    void saysInWhichLineTheMistakeIs() {
        StatusException refused = assertThrows(StatusException.class,
                () -> Yaml.parse("a: 1\nb: [1\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals("yaml: line ", refused.status().message().substring(0, 11));
        assertEquals(true, Yaml.parse(new byte[0]).isNull());
    }

    /** Found by fuzzing: JSON's reader has a bound for the digits of a number, so what was stored could not be read again. */
    @Test
    void numbersBeyond64Bits() {
        String digits = "9".repeat(115);
        ObjectNode read = Yaml
                .parseObject(("big: " + digits + "\nunsigned: 18446744073709551615\nhuge: " + "9".repeat(400)
                        + "\nhex: 0x" + "f".repeat(80) + "\n").getBytes(StandardCharsets.UTF_8));
        assertEquals(1e115, read.path("big").asDouble());
        assertEquals("18446744073709551615", read.path("unsigned").asString());
        assertEquals(400, read.path("huge").asString().length());
        assertEquals("0x" + "f".repeat(80), read.path("hex").asString());
        assertEquals(read.path("big"), Json.parse(Json.print(read)).path("big"));
        assertThrows(StatusException.class, () -> Json.parse("[1e400]".getBytes(StandardCharsets.UTF_8)));
        assertThrows(StatusException.class, () -> Yaml.parseObject("a: .inf".getBytes(StandardCharsets.UTF_8)));
    }

    /** JSON indented with tabs is what Go clients apply: Go's YAML takes a tab between the tokens of a flow collection for white space. */
    @ParameterizedTest
    @ValueSource(strings = {"{\n\t\"a\": 1,\n\t\"b\":\t[\n\t\t\"x\ty\",\n\t]\t\n\t}\t\n",
        "# of\ttabs\n---\n{\ta:\t1\t,\tb: [ 'x\ty'\t]\t#\tb\n\t}", "{a: 1, b: [x\ty\t]\t}",
        "{a: 1\n\t, b: [\"x\\\ty\"\n\t]}", "\uFEFF{\t? a\t: !!int\t1, b: [&x\t\"x\ty\"]}"})
    void tabsAreWhiteSpaceInFlowCollections(String text) {
        assertEquals("{\"a\":1,\"b\":[\"x\\ty\"]}", Json.text(Yaml.parseObject(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void plainScalarsGoOnBehindTabs() {
        byte[] lines = "{a: b\n\t\tc d\t\n\te: f, it's: \"isn't\t\"}".getBytes(StandardCharsets.UTF_8);
        assertThrows(StatusException.class, () -> Yaml.parseObject(lines));
        assertEquals("{\"a\":\"b c d\",\"it's\":\"isn't\\t\"}", Json.text(Yaml.parseObject(
                "{a: b\n\t\tc d\t\n\t, it's: \"isn't\t\"}".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:\n\tb: 1\n", "\ta: 1\n", "-\t- a\n\t- b\n", "{\t\"a\": 1,", "{\ta: \"", "{\ta: \"\\"})
    void tabsAreNoIndentationInBlocks(String text) {
        assertThrows(StatusException.class, () -> Yaml.parseObject(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void duplicatesAreFoundInWhatIsIndentedWithTabs() {
        byte[] text = "{\n\t\"a\": 1,\n\t\"a\": 2\n}".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("line 3: key \"a\" already set in map"), Yaml.duplicateKeys(text));
    }
}
