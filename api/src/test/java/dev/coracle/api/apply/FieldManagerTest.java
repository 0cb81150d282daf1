package dev.coracle.api.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FieldManagerTest {

    private static final Instant T1 = Instant.parse("2030-01-01T00:00:01Z");
    private static final Instant T2 = Instant.parse("2030-01-01T00:00:02Z");

    private static FieldManager builtIn(String group, String version, String kind, String subresource,
            String... reset) {
        GroupVersionKind gvk = new GroupVersionKind(group, version, kind);
        return new FieldManager(gvk, Catalogue.builtIn().schema(gvk), subresource, FieldSet.ofDotted(reset),
                Versions.NONE);
    }

    private static final FieldManager CONFIG_MAPS = builtIn("", "v1", "ConfigMap", "");
    private static final FieldManager DEPLOYMENTS = builtIn("apps", "v1", "Deployment", "", "status");

    private static ObjectNode tree(String json) {
        return (ObjectNode) Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode map(String data) {
        return tree("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','uid':'u'},'data':" + data + "}");
    }

    private static ObjectNode deployment(String spec) {
        return tree(
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','uid':'u'},'spec':" + spec + "}");
    }

    /** Each owner as {@code manager/operation fields}. */
    private static List<String> owners(ObjectNode object) {
        List<String> owners = new ArrayList<>();
        for (JsonNode entry : Trees.array(object, "metadata", "managedFields").orElseGet(Json::array)) {
            owners.add(Trees.string(entry, "manager") + "/" + Trees.string(entry, "operation") + " "
                    + FieldSet.decode(entry.get("fieldsV1")).toString().strip().replace('\n', ' '));
        }
        return owners;
    }

    @Test
    void whoCreatesOwnsWhatIsSetButNotWhatIsAlwaysThere() {
        ObjectNode created = DEPLOYMENTS.update(Json.object(),
                deployment("{'selector':{'matchLabels':{'a':'b'}},'strategy':{"
                        + "'type':'Recreate'},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','ports':["
                        + "{'containerPort':80}]}]}}}"),
                "kubectl-create", T1);
        assertEquals(List.of("kubectl-create/Update .spec.selector .spec.strategy.type .spec.template.metadata.labels "
                + ".spec.template.metadata.labels.a .spec.template.spec.containers[name=\"c\"] "
                + ".spec.template.spec.containers[name=\"c\"].name .spec.template.spec.containers[name=\"c\"].ports "
                + ".spec.template.spec.containers[name=\"c\"].ports[containerPort=80,protocol=\"TCP\"] "
                + ".spec.template.spec.containers[name=\"c\"].ports[containerPort=80,protocol=\"TCP\"].containerPort"),
                owners(created));
    }

    @Test
    void whoChangesAFieldTakesIt() {
        ObjectNode live = CONFIG_MAPS.update(Json.object(), map("{'x':'1','y':'1'}"), "one", T1);
        ObjectNode patched = live.deepCopy();
        Trees.ensureObject(patched, "data").put("x", "2").put("z", "1");
        ObjectNode now = CONFIG_MAPS.update(live, patched, "two", T2);
        assertEquals(List.of("one/Update .data .data.y", "two/Update .data.x .data.z"), owners(now));
        assertEquals("2030-01-01T00:00:01Z", time(now, 0));
        assertEquals("2030-01-01T00:00:02Z", time(now, 1));
    }

    private static String time(ObjectNode object, int entry) {
        return Trees.array(object, "metadata", "managedFields").orElseThrow().get(entry).get("time").asString();
    }

    @Test
    void whatIsRemovedBelongsToNobody() {
        ObjectNode live = CONFIG_MAPS.update(Json.object(), map("{'x':'1'}"), "one", T1);
        ObjectNode now = CONFIG_MAPS.update(live,
                tree("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'}}"),
                "two", T2);
        assertEquals(List.of(), owners(now));
    }

    @Test
    void conflictsNameOwnerAndField() {
        ObjectNode live = CONFIG_MAPS.apply(Json.object(), map("{'x':'1','y':'1'}"), "one", false, T1).object();
        StatusException conflict = assertThrows(StatusException.class,
                () -> CONFIG_MAPS.apply(live, map("{'x':'2'}"), "two", false, T2));
        assertEquals(409, conflict.status().code());
        assertEquals("Apply failed with 1 conflict: conflict with \"one\": .data.x", conflict.getMessage());
        assertEquals("FieldManagerConflict", conflict.status().details().causes().getFirst().reason());
        assertEquals(".data.x", conflict.status().details().causes().getFirst().field());

        ObjectNode forced = CONFIG_MAPS.apply(live, map("{'x':'2'}"), "two", true, T2).object();
        assertEquals(List.of("one/Apply .data.y", "two/Apply .data.x"), owners(forced));
        assertEquals("2", Trees.string(forced, "data", "x"));
    }

    @Test
    void severalConflictsAreListedByOwner() {
        ObjectNode live = CONFIG_MAPS.apply(Json.object(), map("{'x':'1'}"), "one", false, T1).object();
        ObjectNode patched = live.deepCopy();
        Trees.ensureObject(patched, "data").put("y", "1");
        ObjectNode both = CONFIG_MAPS.update(live, patched, "two", T1);
        StatusException conflict = assertThrows(StatusException.class,
                () -> CONFIG_MAPS.apply(both, map("{'x':'2','y':'2'}"), "three", false, T2));
        assertEquals("Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.x\n"
                + "conflicts with \"two\" using v1:\n- .data.y", conflict.getMessage());
    }

    @Test
    void whatIsNotAppliedAnyMoreGoesUnlessOwned() {
        ObjectNode one = CONFIG_MAPS.apply(Json.object(), map("{'x':'1','y':'1','z':'1'}"), "one", false, T1).object();
        ObjectNode two = CONFIG_MAPS.apply(one, map("{'y':'1'}"), "two", false, T1).object();
        ObjectNode now = CONFIG_MAPS.apply(two, map("{'z':'1'}"), "one", false, T1).object();
        assertEquals(tree("{'y':'1','z':'1'}"), now.get("data"));
        // The second changed nothing when it came to own its field: it has no time, and so comes first.
        assertEquals(List.of("two/Apply .data.y", "one/Apply .data.z"), owners(now));
    }

    @Test
    void applyingTwiceChangesNothing() {
        ObjectNode config = deployment(
                "{'replicas':0,'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':"
                        + "{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i','ports':[{'containerPort':80}]}]}}}");
        ObjectNode once = DEPLOYMENTS.apply(Json.object(), config, "one", false, T1).object();
        FieldManager.ApplyResult twice = DEPLOYMENTS.apply(once, config, "one", false, T2);
        assertFalse(twice.changed());
        assertEquals(once, twice.object());
    }

    @Test
    void itemsAreFoundByTheirKeysWithDefaults() {
        ObjectNode live = DEPLOYMENTS.update(Json.object(),
                deployment("{'template':{'spec':{'containers':[{'name':'c','ports':"
                        + "[{'containerPort':80,'protocol':'TCP','name':'web'}]}]}}}"),
                "one", T1);
        ObjectNode now = DEPLOYMENTS.apply(live, deployment("{'template':{'spec':{'containers':[{'name':'c','ports':["
                + "{'containerPort':80,'hostPort':8080}]},{'name':'d'}]}}}"), "two", false, T2).object();
        JsonNode containers = now.at("/spec/template/spec/containers");
        assertEquals(2, containers.size());
        assertEquals(tree("{'containerPort':80,'protocol':'TCP','name':'web','hostPort':8080}"),
                containers.get(0).get("ports").get(0));
    }

    @Test
    void twoManagersWithSeparateFieldsCommute() {
        ObjectNode a = map("{'x':'1'}");
        ObjectNode b = map("{'y':'2'}");
        ObjectNode ab = CONFIG_MAPS
                .apply(CONFIG_MAPS.apply(Json.object(), a, "a", false, T1).object(), b, "b", false, T1)
                .object();
        ObjectNode ba = CONFIG_MAPS
                .apply(CONFIG_MAPS.apply(Json.object(), b, "b", false, T1).object(), a, "a", false, T1)
                .object();
        assertEquals(ab, ba);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'bogus':1} | .spec.bogus: field not declared in schema",
        "{'replicas':'3'} | .spec.replicas: expected numeric (int or float), got string",
        "{'paused':1} | .spec.paused: expected boolean, got &{1}",
        "{'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}} "
                + "| .spec.template.spec.containers: duplicate entries for key [name=\"a\"]"})
    void refusesWhatDoesNotFit(String spec, String why) {
        StatusException refused = assertThrows(StatusException.class,
                () -> DEPLOYMENTS.apply(Json.object(), deployment(spec), "one", false, T1));
        assertEquals(500, refused.status().code());
        assertEquals("failed to create typed patch object (/d; apps/v1, Kind=Deployment): " + why,
                refused.getMessage());
    }

    @Test
    void ownersMayBeForgotten() {
        ObjectNode live = CONFIG_MAPS.update(Json.object(), map("{'x':'1'}"), "one", T1);
        ObjectNode reset = live.deepCopy();
        Trees.ensureObject(reset, "metadata").putArray("managedFields");
        assertEquals(List.of(), owners(CONFIG_MAPS.update(live, reset, "two", T2)));
        ObjectNode later = map("{'x':'3'}");
        assertEquals(List.of(), owners(CONFIG_MAPS.update(map("{'x':'2'}"), later, "two", T2)), "stays untracked");
        ObjectNode applied = CONFIG_MAPS.apply(map("{'x':'2'}"), map("{'y':'1'}"), "three", false, T2).object();
        assertEquals(List.of("three/Apply .data.y", "before-first-apply/Update .data .data.x"), owners(applied));
    }

    @Test
    void aClientThatDropsManagedFieldsLosesNothing() {
        ObjectNode live = CONFIG_MAPS.update(Json.object(), map("{'x':'1'}"), "one", T1);
        assertEquals(owners(live), owners(CONFIG_MAPS.update(live, map("{'x':'1'}"), "two", T2)));
    }

    @Test
    void clientSideApplyIsTakenOver() {
        String last = "{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"ConfigMap\\\",\\\"metadata\\\":{\\\"name\\\":\\\"a\\\"},"
                + "\\\"data\\\":{\\\"x\\\":\\\"1\\\"}}";
        ObjectNode live = CONFIG_MAPS.update(Json.object(),
                tree("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a',"
                        + "'uid':'u','annotations':{'" + LastApplied.ANNOTATION + "':'" + last
                        + "'}},'data':{'x':'1','y':'1'}}"),
                "kubectl-client-side-apply", T1);
        ObjectNode now = CONFIG_MAPS.apply(live, map("{'x':'2'}"), "kubectl", false, T2).object();
        assertEquals("2", Trees.string(now, "data", "x"));
        assertTrue(Trees.string(now, "metadata", "annotations", LastApplied.ANNOTATION).contains("\"x\":\"2\""));
        StatusException conflict = assertThrows(StatusException.class,
                () -> CONFIG_MAPS.apply(live, map("{'y':'2'}"), "kubectl", false, T2));
        assertEquals(".data.y", conflict.status().details().causes().getFirst().field());
    }

    @Test
    void theOldestUpdatersAreMerged() {
        ObjectNode live = Json.object();
        ObjectNode data = Json.object();
        for (int i = 0; i < FieldManager.MAX_UPDATERS + 3; i++) {
            ObjectNode next = map("{}");
            data.put("k" + i, "v");
            next.set("data", data.deepCopy());
            live = CONFIG_MAPS.update(live, next, "m" + i, T1.plusSeconds(i));
        }
        List<String> owners = owners(live);
        assertEquals(FieldManager.MAX_UPDATERS, owners.size());
        assertEquals("ancient-changes/Update .data .data.k0 .data.k1 .data.k2 .data.k3", owners.getFirst());
    }

    @Test
    void customKindsAreOwnedByTheirSchemaOrByWhatTheyLookLike() {
        Schema schema = Schema.ofCustom(tree("{'type':'object','properties':{'apiVersion':{'type':'string'},'kind':"
                + "{'type':'string'},'metadata':{'type':'object'},'spec':{'type':'object','properties':{"
                + "'set':{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set'},"
                + "'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true}}}}}"));
        FieldManager things = new FieldManager(new GroupVersionKind("x.io", "v1", "Thing"), schema, "", FieldSet.EMPTY,
                Versions.NONE);
        String head = "{'apiVersion':'x.io/v1','kind':'Thing','metadata':{'name':'t'},'spec':";
        ObjectNode one = things
                .apply(Json.object(), tree(head + "{'set':['a','b'],'free':{'m':{'x':1},'l':[1]}}}"), "one",
                        false, T1)
                .object();
        ObjectNode two = things.apply(one, tree(head + "{'set':['c'],'free':{'m':{'y':2}}}}"), "two", false, T1)
                .object();
        assertEquals(tree("{'set':['a','b','c'],'free':{'m':{'x':1,'y':2},'l':[1]}}"), two.get("spec"));
        assertEquals(List.of("one/Apply .spec.free.l .spec.free.m .spec.free.m.x .spec.set[=\"a\"] .spec.set[=\"b\"]",
                "two/Apply .spec.free.m .spec.free.m.y .spec.set[=\"c\"]"), owners(two));
        ObjectNode less = things.apply(two, tree(head + "{'set':['b']}}"), "one", false, T2).object();
        assertEquals(tree("{'set':['b','c'],'free':{'m':{'y':2}}}"), less.get("spec"));
    }

    @Test
    void subresourcesHaveOwnersOfTheirOwn() {
        FieldManager status = builtIn("apps", "v1", "Deployment", "status", "spec");
        ObjectNode live = DEPLOYMENTS.update(Json.object(), deployment("{'replicas':1}"), "one", T1);
        live.putObject("status");
        ObjectNode next = live.deepCopy();
        Trees.ensureObject(next, "status").put("replicas", 1);
        ObjectNode now = status.update(live, next, "controller", T2);
        assertEquals(List.of("one/Update .spec.replicas", "controller/Update .status.replicas"), owners(now));
        assertEquals("status", Trees.array(now, "metadata", "managedFields").orElseThrow().get(1).get("subresource")
                .asString());
    }

    /** v1 calls the field old what v2 calls new. */
    @Test
    void ownersOfOtherVersionsAreHeardInTheirs() {
        String head = "{'type':'object','properties':{'apiVersion':{'type':'string'},'kind':{'type':'string'},'metadata':"
                + "{'type':'object'},'keep':{'type':'string'},";
        Schema v1 = Schema.ofCustom(tree(head + "'old':{'type':'string'}}}"));
        Schema v2 = Schema.ofCustom(tree(head + "'new':{'type':'string'}}}"));
        Versions versions = (object, apiVersion) -> {
            ObjectNode copy = object.deepCopy().put("apiVersion", apiVersion);
            JsonNode value = copy.remove("old");
            value = value == null ? copy.remove("new") : value;
            if (value != null) {
                copy.set(apiVersion.equals("x.io/v1") ? "old" : "new", value);
            }
            return apiVersion.equals("x.io/v0")
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(new Versions.Versioned(copy, apiVersion.equals("x.io/v1") ? v1 : v2));
        };
        FieldManager first = new FieldManager(new GroupVersionKind("x.io", "v1", "T"), v1, "", FieldSet.EMPTY,
                versions);
        FieldManager second = new FieldManager(new GroupVersionKind("x.io", "v2", "T"), v2, "", FieldSet.EMPTY,
                versions);
        String meta = "'kind':'T','metadata':{'name':'t'},";
        ObjectNode one = first
                .apply(Json.object(), tree("{'apiVersion':'x.io/v1'," + meta + "'old':'a','keep':'k'}"), "one", false,
                        T1)
                .object();
        ObjectNode asV2 = versions.convert(one, "x.io/v2").orElseThrow().object();
        StatusException conflict = assertThrows(StatusException.class,
                () -> second.apply(asV2, tree("{'apiVersion':'x.io/v2'," + meta + "'new':'b'}"), "two", false, T1));
        assertEquals("Apply failed with 1 conflict: conflict with \"one\": .old", conflict.getMessage());
        ObjectNode shared = second.apply(asV2, tree("{'apiVersion':'x.io/v2'," + meta + "'new':'a'}"), "two", false, T1)
                .object();
        ObjectNode less = second
                .apply(shared, tree("{'apiVersion':'x.io/v2'," + meta + "'keep':'k'}"), "one", false, T2).object();
        assertEquals("a", Trees.string(less, "new"), "the other owns it");
        ObjectNode none = second.apply(less, tree("{'apiVersion':'x.io/v2'," + meta + "'keep':'k'}"), "two", false, T2)
                .object();
        assertEquals("", Trees.string(none, "new"), "nobody owns it any more");
    }

    @Test
    void timesAloneAreNoChange() {
        ObjectNode old = CONFIG_MAPS.update(Json.object(), map("{'x':'1'}"), "one", T1);
        ObjectNode again = CONFIG_MAPS.update(Json.object(), map("{'x':'1'}"), "one", T2);
        ManagedFields.keepTimesIfUnchanged(again, old);
        assertEquals(old, again);
        ObjectNode other = CONFIG_MAPS.update(Json.object(), map("{'x':'2'}"), "one", T2);
        ManagedFields.keepTimesIfUnchanged(other, old);
        assertEquals("2030-01-01T00:00:02Z", time(other, 0));
    }
}
