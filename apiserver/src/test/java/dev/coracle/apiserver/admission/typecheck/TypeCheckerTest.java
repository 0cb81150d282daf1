package dev.coracle.apiserver.admission.typecheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.apiserver.registry.FakeObjects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TypeCheckerTest {

    private static TypeChecker.Kind builtIn(String group, String version, String kind) {
        GroupVersionKind name = new GroupVersionKind(group, version, kind);
        return new TypeChecker.Kind(name, Catalogue.builtIn().schema(name));
    }

    private static final TypeChecker.Kind DEPLOYMENT = builtIn("apps", "v1", "Deployment");

    /** @param spec JSON, where backquotes stand for the quotes of expressions */
    private static List<TypeChecker.Warning> warnings(String spec, TypeChecker.Kind... kinds) {
        return new TypeChecker(FakeObjects.tree(spec.replace("`", "\\\"")), List.of(kinds), Optional.empty())
                .warnings();
    }

    private static List<TypeChecker.Warning> validation(String expression) {
        return warnings("{'validations':[{'expression':'" + expression + "'}]}", DEPLOYMENT);
    }

    @Test
    void rightExpressionsHaveNoWarnings() {
        for (String expression : List.of("object.spec.replicas > 1", "oldObject == null || has(oldObject.spec)",
                "object.spec.template.spec.containers.all(c, c.image.startsWith(`x`) && c.name != request.name)",
                "request.userInfo.groups.exists(g, g == `a`) || request.kind.kind == `b`",
                "object.metadata.labels[`a`] == namespaceObject.metadata.labels[`b`]",
                "authorizer.group(`apps`).resource(`deployments`).check(`get`).allowed()",
                "object.spec.strategy.rollingUpdate.maxSurge == `25%`",
                "object.metadata.creationTimestamp < timestamp(`2026-01-01T00:00:00Z`)")) {
            assertEquals(List.of(), validation(expression), expression);
        }
    }

    @Test
    void wrongOnesAreSaidInTheWordsOfGo() {
        List<TypeChecker.Warning> found = warnings("{'validations':[{'expression':'object.spec.replicas > `1`',"
                + "'messageExpression':'`got ` + object.spec.replicas'},{'expression':'object.spec.nope < 10'}]}",
                DEPLOYMENT);
        assertEquals(new TypeChecker.Warning("spec.validations[0].expression",
                "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, "
                        + "string)'\n | object.spec.replicas > \"1\"\n | .....................^\n"),
                found.getFirst());
        assertEquals("spec.validations[0].messageExpression", found.get(1).field());
        assertTrue(found.get(1).text().contains("found no matching overload for '_+_' applied to '(string, int)'"));
        assertEquals("spec.validations[1].expression", found.get(2).field());
        assertTrue(found.get(2).text().contains("undefined field 'nope'"), found.get(2).text());
    }

    @Test
    void variablesHaveTheTypesOfTheirExpressions() {
        String variables = "'variables':[{'name':'n','expression':'object.spec.replicas'},{'name':'bad','expression':"
                + "'object.nope'},{'name':'odd','expression':'variables.n % 2 == 1'}]";
        assertEquals(List.of(), warnings("{" + variables + ",'validations':[{'expression':"
                + "'variables.odd && variables.n > 1 && variables.bad > 2'}]}", DEPLOYMENT));
        assertTrue(warnings("{" + variables + ",'validations':[{'expression':'variables.odd > 1'}]}", DEPLOYMENT)
                .getFirst().text().contains("'(bool, int)'"));
    }

    @Test
    void everyKindHasItsSay() {
        List<TypeChecker.Warning> found = warnings("{'validations':[{'expression':'object.spec.replicas > 1'}]}",
                DEPLOYMENT, builtIn("", "v1", "ConfigMap"), builtIn("batch", "v1", "Job"));
        assertEquals(1, found.size());
        assertTrue(found.getFirst().text().startsWith("/v1, Kind=ConfigMap: ERROR"), found.getFirst().text());
        assertTrue(found.getFirst().text().contains("\nbatch/v1, Kind=Job: ERROR"), found.getFirst().text());
    }

    @Test
    void schemasMayContainThemselvesAndLeaveThingsOpen() {
        TypeChecker.Kind crd = builtIn("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        String deep = "object.spec.versions[0].schema.openAPIV3Schema.properties[`a`].properties[`b`].type";
        assertEquals(List.of(), warnings("{'validations':[{'expression':'" + deep + " == `x`'}]}", crd));
        assertEquals(1, warnings("{'validations':[{'expression':'" + deep + " == 1'}]}", crd).size());
        TypeChecker.Kind open = new TypeChecker.Kind(new GroupVersionKind("e.com", "v1", "Open"), Schema.anything());
        assertEquals(List.of(), warnings("{'validations':[{'expression':'object.any.thing > 1'}]}", open));
    }
}
