package dev.coracle.apiserver.admission.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.bundle.Cel;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.cel.cost.estimate.Estimate;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import dev.coracle.apiserver.admission.cel.cost.estimate.SchemaSizes;
import dev.coracle.apiserver.admission.cel.language.Environment;
import dev.coracle.apiserver.admission.cel.language.Literals;
import dev.coracle.apiserver.admission.cel.language.SchemaTypes;
import dev.coracle.apiserver.admission.typecheck.RuleSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Costs, outcomes and refusals of a table of rules, as kube-apiserver has them. */
class CostsTest {

    private static final Schema SCHEMA = Schema
            .ofCustom(RuleSchemas.visible(Json.parse(read("costs-schema.json")), false));
    private static final JsonNode OBJECT = Json.parse(read("costs-object.json"));
    private static final SchemaSizes SIZES = SchemaSizes.of(SCHEMA);
    private static final Cel LANGUAGE = language();

    record Row(String most, String cost, String outcome, String rule) {}

    private static byte[] read(String name) {
        try (InputStream in = CostsTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Cel language() {
        SchemaTypes types = new SchemaTypes();
        CelType self = types.of("selfType1", SCHEMA).orElseThrow();
        return Environment.of(Map.of("self", self, "oldSelf", self), types);
    }

    static Stream<Row> rows() {
        return new String(read("costs.txt"), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" \\| ", 4)).map(part -> new Row(part[0], part[1], part[2], part[3]));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRuleCostsAtMost(Row row) throws Exception {
        CelValidationResult result = LANGUAGE.compile(row.rule);
        boolean compiles = !result.hasError() && result.getAst().getResultType().equals(SimpleType.BOOL)
                && Literals.wrong(result.getAst(), Long.MAX_VALUE).isEmpty();
        assertEquals(!row.outcome.equals("refused"), compiles, result::getErrorString);
        if (compiles) {
            long most = Estimate.of(result.getAst(), SIZES).max();
            assertEquals(row.most, most > Extent.MANY / 100 ? "many" : Long.toString(most));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRuleHasCost(Row row) {
        if (row.outcome.equals("refused")) {
            return;
        }
        Expression rule = Expression.compile(row.rule, Expression.Scope.RULE);
        Expression.Outcome outcome = rule.evaluate(Map.of("self", CelValues.of(OBJECT, SCHEMA)));
        String came = outcome.failure().map(failure -> "! " + failure.why())
                .orElseGet(() -> String.valueOf(outcome.value().orElseThrow()));
        assertEquals(row.outcome, came);
        if (!row.cost.equals("-")) {
            assertEquals(Long.parseLong(row.cost), outcome.cost());
        }
    }

    @Test
    void whatIsRepeatedHasToFitIntoARequest() {
        assertEquals(3 * 1024 * 1024 / 9, SIZES.occurrences());
        assertEquals(Optional.of(Extent.upTo(40)), SIZES.of(java.util.List.of("self", "s10")));
    }

    @Test
    void anEvaluationEndsWhereItsLimitIs() {
        String ten = "[0,1,2,3,4,5,6,7,8,9]";
        String nested = "true";
        for (String name : new String[]{"a", "b", "c", "d", "e", "f", "g"}) {
            nested = ten + ".all(" + name + ", " + nested + ")";
        }
        for (String rule : new String[]{nested, nested + " || true", "lists.range(9000000000).size() > 0"}) {
            Expression.Outcome outcome = Expression.compile(rule, Expression.Scope.RULE).evaluate(Map.of());
            assertEquals("operation cancelled: actual cost limit exceeded", outcome.failure().orElseThrow().why(),
                    rule);
            assertTrue(outcome.cost() > 1_000_000 && outcome.cost() < 3_000_000, rule);
        }
    }
}
