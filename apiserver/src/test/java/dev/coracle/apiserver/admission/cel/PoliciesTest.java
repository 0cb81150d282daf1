package dev.coracle.apiserver.admission.cel;

import static dev.coracle.apiserver.admission.cel.ExpressionTest.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.cel.library.PolicyAuthorizer;
import dev.coracle.apiserver.admission.cel.policy.MutatingPolicy;
import dev.coracle.apiserver.admission.cel.policy.PolicyInput;
import dev.coracle.apiserver.admission.cel.policy.ValidatingPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PoliciesTest {

    private static final Schema DEPLOYMENT = Catalogue.builtIn()
            .schema(new GroupVersionKind("apps", "v1", "Deployment"));

    private static PolicyInput input(ObjectNode object) {
        return new PolicyInput(Optional.of(object), Optional.empty(), tree("{'operation':'CREATE','namespace':'ns'}"),
                Optional.of(tree("{'max':3}")), Optional.empty(), asked -> new PolicyAuthorizer.Answer(false, "", ""),
                PolicyAuthorizer.Question.EMPTY);
    }

    private static ObjectNode deployment(int replicas) {
        return tree("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'replicas':" + replicas
                + ",'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
    }

    private static List<String> messages(ObjectNode spec, int replicas) {
        return ValidatingPolicy.compile(spec).evaluate(input(deployment(replicas))).denials().stream()
                .map(ValidatingPolicy.Denial::message).toList();
    }

    @Test
    void deniesWithTheBestMessageThereIs() {
        assertEquals(List.of(),
                messages(tree("{'validations':[{'expression':'object.spec.replicas <= params.max'}]}"), 3));
        assertEquals(List.of("failed expression: object.spec.replicas <= params.max", "too many", "5 > 3"),
                messages(tree("{'variables':[{'name':'n','expression':'object.spec.replicas'}],'validations':["
                        + "{'expression':' object.spec.replicas <= params.max'},"
                        + "{'expression':'variables.n <= 3','message':' too many '},"
                        + "{'expression':'variables.n <= 3','message':'x','messageExpression':'string(variables.n) + \\\" > 3\\\"'}]}"),
                        5));
    }

    @Test
    void failurePolicyDecidesOnErrors() {
        String validations = "'validations':[{'expression':'object.spec.nope > 1'}]}";
        assertEquals(List.of("expression 'object.spec.nope > 1' resulted in error: no such key: nope"),
                messages(tree("{'failurePolicy':'Fail'," + validations), 1));
        assertEquals(List.of(), messages(tree("{'failurePolicy':'Ignore'," + validations), 1));
        assertEquals(1, messages(tree("{'validations':[{'expression':'nonsense('}]}"), 1).size());
        assertTrue(ValidatingPolicy.compile(tree("{'validations':[{'expression':'nonsense('}]}")).compileError()
                .isPresent());
    }

    @Test
    void conditionsComeFirstAndNoBeatsErrors() {
        ObjectNode spec = tree("{'matchConditions':[{'name':'a','expression':'object.nope'},{'name':'b',"
                + "'expression':'request.operation == \\\"DELETE\\\"'}],'validations':[{'expression':'false'}]}");
        assertEquals(List.of(), messages(spec, 1));
        ObjectNode fails = tree(
                "{'matchConditions':[{'name':'a','expression':'object.nope'}],'validations':[{'expression':'true'}]}");
        assertEquals(List.of("expression 'object.nope' resulted in error: no such key: nope"), messages(fails, 1));
    }

    @Test
    void auditAnnotationsAreStringsOrNothing() {
        ValidatingPolicy.Result result = ValidatingPolicy
                .compile(tree("{'auditAnnotations':[{'key':'a','valueExpression':"
                        + "'string(object.spec.replicas)'},{'key':'b','valueExpression':'null'}]}"))
                .evaluate(input(deployment(2)));
        assertEquals(List.of(new ValidatingPolicy.AuditAnnotation("a", "2")), result.annotations());
    }

    @Test
    void applyConfigurationsAreMerged() {
        ObjectNode before = deployment(2);
        ObjectNode after = MutatingPolicy
                .compile(tree("{'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':"
                        + "{'expression':'Object{metadata: Object.metadata{labels: {\\\"a\\\": \\\"b\\\"}}, spec: Object.spec{replicas: "
                        + "object.spec.replicas + 1, template: Object.spec.template{spec: Object.spec.template.spec{containers: ["
                        + "Object.spec.template.spec.containers{name: \\\"side\\\", image: \\\"s\\\"}]}}}}'}}]}"))
                .evaluate(input(before), DEPLOYMENT, object -> {}).object();
        assertEquals(tree(
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','labels':{'a':'b'}},'spec':{'replicas':3,"
                        + "'template':{'spec':{'containers':[{'name':'c','image':'i'},{'name':'side','image':'s'}]}}}}"),
                Json.parse(Json.print(after)));
        assertEquals(deployment(2), before, "the input stays");
    }

    @Test
    void patchesBuildOnEachOther() {
        ObjectNode after = MutatingPolicy
                .compile(tree("{'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':"
                        + "'[JSONPatch{op: \\\"replace\\\", path: \\\"/spec/replicas\\\", value: 7}]'}},{'patchType':'JSONPatch','jsonPatch':"
                        + "{'expression':'[JSONPatch{op: \\\"add\\\", path: \\\"/metadata/labels\\\", value: {\\\"n\\\": "
                        + "string(object.spec.replicas)}}]'}}]}"))
                .evaluate(input(deployment(2)), DEPLOYMENT, object -> {}).object();
        assertEquals("7", after.at("/metadata/labels/n").asString());
    }

    @Test
    void wholesAreNotMutated() {
        ObjectNode spec = tree("{'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                + "'Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {\\\"a\\\": \\\"b\\\"}}}}'}}]}");
        assertEquals(List.of("error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or "
                + "structs: .spec.selector"), evaluated(spec, deployment(1)).errors());
        ObjectNode object = deployment(1);
        MutatingPolicy.Result ignored = evaluated(spec.deepCopy().put("failurePolicy", "Ignore"), object);
        assertEquals(List.of(), ignored.errors());
        assertSame(object, ignored.object());
    }

    private static MutatingPolicy.Result evaluated(ObjectNode spec, ObjectNode object) {
        return MutatingPolicy.compile(spec).evaluate(input(object), DEPLOYMENT, mutated -> {});
    }

    @Test
    void aMutationThatFailsLeavesTheOthers() {
        ObjectNode spec = tree("{'mutations':[{'patchType':'JSONPatch','jsonPatch':{'expression':"
                + "'[JSONPatch{op: \\\"replace\\\", path: \\\"/spec/replicas\\\", value: 7}]'}},{'patchType':'JSONPatch','jsonPatch':"
                + "{'expression':'[JSONPatch{op: \\\"replace\\\", path: \\\"/kind\\\", value: \\\"Other\\\"}]'}},"
                + "{'patchType':'JSONPatch','jsonPatch':{'expression':'[JSONPatch{op: \\\"test\\\", path: \\\"/spec/replicas\\\", "
                + "value: 1}, JSONPatch{op: \\\"remove\\\", path: \\\"/spec/replicas\\\"}]'}}]}");
        MutatingPolicy.Result result = evaluated(spec, deployment(1));
        assertEquals(List.of("JSON Patch: the object's kind and apiVersion can't be changed"), result.errors());
        assertEquals(7, result.object().at("/spec/replicas").asInt());
    }

    @Test
    void literalsAreNamedByWhereTheyStand() {
        ObjectNode spec = tree("{'mutations':[{'patchType':'ApplyConfiguration','applyConfiguration':{'expression':"
                + "'Object{spec: Object.wrong{replicas: 2}}'}}]}");
        assertEquals(List.of("type mismatch: unexpected type name \"Object.wrong\", expected \"Object.spec\", which "
                + "matches field name path from root Object type"), evaluated(spec, deployment(1)).errors());
    }

    private static final ValidationRules RULES = ValidationRules
            .compile(Schema.ofCustom(tree("{'type':'object','properties':{"
                    + "'spec':{'type':'object','x-kubernetes-validations':[{'rule':'self.min <= self.max','fieldPath':'.max','reason':"
                    + "'FieldValueForbidden','messageExpression':'\\\"min is \\\" + string(self.min)'},{'rule':'!has(self.kind__dash__of) || "
                    + "self.kind__dash__of != \\\"x\\\"'}],'properties':{'min':{'type':'integer'},'max':{'type':'integer'},"
                    + "'kind-of':{'type':'string'},'id':{'type':'string','x-kubernetes-validations':[{'rule':'self == oldSelf','message':"
                    + "'id stays'}]},'when':{'type':'string','format':'date-time','x-kubernetes-validations':[{'rule':"
                    + "'self > timestamp(\\\"2020-01-01T00:00:00Z\\\")'}]},'items':{'type':'array','x-kubernetes-list-type':'map',"
                    + "'x-kubernetes-list-map-keys':['name'],'items':{'type':'object','properties':{'name':{'type':'string'},'n':{'type':"
                    + "'number','x-kubernetes-validations':[{'rule':'self >= oldSelf'}]}}}}}}}}")));

    private static String wrong(String spec, String old) {
        FieldErrors errors = new FieldErrors();
        RULES.validate(tree("{'spec':" + spec + "}"),
                old.isEmpty() ? Optional.empty() : Optional.of(tree("{'spec':" + old + "}")), errors, warning -> {});
        return errors.isEmpty() ? "" : errors.message();
    }

    @Test
    void rulesOfCustomKinds() {
        assertEquals(List.of(), RULES.compileErrors());
        assertEquals("", wrong("{'min':1,'max':2,'id':'a'}", ""));
        assertEquals("spec.max: Forbidden: min is 3", wrong("{'min':3,'max':2}", ""));
        assertEquals("spec: Invalid value: failed rule: !has(self.kind__dash__of) || self.kind__dash__of != \"x\"",
                wrong("{'min':1,'max':2,'kind-of':'x'}", ""));
        assertEquals("spec: Invalid value: \"object\": no such key: max evaluating rule: self.min <= self.max",
                wrong("{'min':1}", ""));
        assertEquals("spec.id: Invalid value: \"b\": id stays", wrong("{'min':1,'max':1,'id':'b'}", "{'id':'a'}"));
        assertEquals(
                "spec.when: Invalid value: \"2019-01-01T00:00:00Z\": failed rule: self > timestamp(\"2020-01-01T00:00:00Z\")",
                wrong("{'min':1,'max':1,'when':'2019-01-01T00:00:00Z'}", ""));
    }

    @Test
    void itemsAreComparedWithThoseOfTheSameKeys() {
        String old = "{'items':[{'name':'a','n':1},{'name':'b','n':5}]}";
        assertEquals("",
                wrong("{'min':1,'max':1,'items':[{'name':'b','n':5},{'name':'a','n':2},{'name':'new','n':0}]}", old));
        assertEquals("spec.items[0].n: Invalid value: 4: failed rule: self >= oldSelf",
                wrong("{'min':1,'max':1,'items':[{'name':'b','n':4},{'name':'a','n':2}]}", old));
    }

    /** The wording is kube-apiserver's. */
    @Test
    void reasonsMakeTheMessage() {
        ValidationRules rules = ValidationRules
                .compile(Schema.ofCustom(tree("{'type':'object','properties':{'m':{'type':'object',"
                        + "'additionalProperties':{'type':'string','x-kubernetes-validations':[{'rule':'self != \\\"bad\\\"','reason':"
                        + "'FieldValueDuplicate'}]}},'l':{'type':'array','x-kubernetes-validations':[{'rule':'self.size() < 3','reason':"
                        + "'FieldValueRequired','message':'less'}],'items':{'type':'integer','x-kubernetes-validations':[{'rule':"
                        + "'self < 10'}]}}}}")));
        FieldErrors errors = new FieldErrors();
        rules.validate(tree("{'m':{'k':'bad'},'l':[1,2,30]}"), Optional.empty(), errors, warning -> {});
        assertEquals(
                "[m[k]: Duplicate value: \"bad\", l: Required value: less, l[2]: Invalid value: 30: failed rule: self < 10]",
                errors.message());
    }

    @Test
    void whatWasWrongAndStaysIsWarnedOf() {
        ObjectNode old = tree("{'spec':{'min':3,'max':2,'id':'a'}}");
        ObjectNode same = old.deepCopy().put("other", 1);
        FieldErrors errors = new FieldErrors();
        List<String> warnings = new java.util.ArrayList<>();
        RULES.validate(same, Optional.of(old), errors, warnings::add);
        assertTrue(errors.isEmpty(), errors.message());
        assertEquals(List.of("spec.max: Forbidden: min is 3"), warnings);
        assertEquals("spec.max: Forbidden: min is 4", wrong("{'min':4,'max':2}", "{'min':3,'max':2}"));
    }

    @Test
    void anEmptySchemaAsksForNothing() {
        assertTrue(ValidationRules.compile(Schema.ofCustom(tree("{'type':'object'}"))).isEmpty());
    }
}
