package dev.coracle.api.apply.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSetTest {

    private static FieldSet parse(String json) {
        return FieldSet.decode(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsWhatFieldsV1Says() {
        String fieldsV1 = "{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:a/b\":{}}},\"f:spec\":{\"f:list\":{\"i:3\":{}},"
                + "\"f:ports\":{\"k:{\\\"containerPort\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":{\".\":{},\"f:name\":{}},"
                + "\"v:\\\"x\\\"\":{}}}}";
        assertEquals(fieldsV1, Json.text(parse(fieldsV1).encode()));
    }

    @Test
    void namesPathsAsClientsKnowThem() {
        FieldSet set = parse("{\"f:spec\":{\"f:c\":{\"k:{\\\"name\\\":\\\"a\\\",\\\"n\\\":1}\":{\"f:image\":{}}},"
                + "\"f:f\":{\"v:\\\"x\\\"\":{}}}}");
        assertEquals(".spec.c[n=1,name=\"a\"].image\n.spec.f[=\"x\"]\n",
                set.toString().replace("name=\"a\",n=1", "n=1,name=\"a\""));
    }

    @Test
    void dropsStepsOfALaterKind() {
        assertEquals(parse("{\"f:a\":{}}"), parse("{\"f:a\":{},\"z:what\":{\"f:b\":{}}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":{}}", "{\"k:[1]\":{}}", "{\"i:x\":{}}", "{\"v:\":{}}", "{\"f:a\":1}", "[]"})
    void refusesWhatIsMalformed(String fieldsV1) {
        StatusException refused = assertThrows(StatusException.class, () -> parse(fieldsV1));
        assertEquals(400, refused.status().code());
    }

    @Test
    void findsAnItemWhateverFormItsKeysNumberHas() {
        FieldSet set = parse("{\"k:{\\\"port\\\":80}\":{}}");
        assertTrue(set.has(new PathElement.Key(
                java.util.List.of(new PathElement.KeyField("port", Json.object().numberNode(80L))))));
    }

    /** All operations agree with those of plain sets of texts. */
    @Test
    void isASetOfPaths() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            Set<String> left = new HashSet<>();
            Set<String> right = new HashSet<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                left.add(path(random));
                right.add(path(random));
            }
            FieldSet a = FieldSet.ofDotted(left);
            FieldSet b = FieldSet.ofDotted(right);
            assertEquals(FieldSet.ofDotted(with(left, right)), a.union(b));
            assertEquals(FieldSet.ofDotted(keep(left, right)), a.intersection(b));
            assertEquals(FieldSet.ofDotted(without(left, right)), a.difference(b));
            left.removeIf(path -> right.stream().anyMatch(above -> (path + ".").startsWith(above + ".")));
            assertEquals(FieldSet.ofDotted(left), a.without(b));
            assertEquals(a, FieldSet.decode(a.encode()));
        }
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder().append((char) ('a' + random.nextInt(3)));
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append('.').append((char) ('a' + random.nextInt(3)));
        }
        return path.toString();
    }

    private static Set<String> with(Set<String> a, Set<String> b) {
        Set<String> both = new HashSet<>(a);
        both.addAll(b);
        return both;
    }

    private static Set<String> keep(Set<String> a, Set<String> b) {
        Set<String> both = new HashSet<>(a);
        both.retainAll(b);
        return both;
    }

    private static Set<String> without(Set<String> a, Set<String> b) {
        Set<String> rest = new HashSet<>(a);
        rest.removeAll(b);
        return rest;
    }
}
