package dev.coracle.apiserver.admission.plugin.escalation;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.ResourceTable;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OwnerReferencesPermissionEnforcementTest {

    private static final GroupVersion V1 = new GroupVersion("", "v1");
    private static final Resource PODS = new Resource(
            new ResourceInfo(V1, "pods", "pod", "Pod", true, Set.of(), List.of(), List.of(), List.of()),
            Schema.anything(), KindRules.of("", "Pod").build(), Conversion.NONE, V1, new GroupResource("", "pods"),
            "/registry/pods/", false);

    private static ObjectNode pod(String owners) {
        return FakeObjects.tree("{'metadata':{'name':'p','namespace':'a','ownerReferences':[" + owners + "]}}");
    }

    private static String owner(String kind, boolean blocks) {
        return "{'apiVersion':'v1','kind':'" + kind + "','name':'o','uid':'u','blockOwnerDeletion':" + blocks + "}";
    }

    /** @param allowed verbs and resources, such as {@code delete pods} */
    private static void ask(Set<String> allowed, Operation operation, ObjectNode now, Optional<ObjectNode> old) {
        Authorization authorization = new Authorization(List.of((user, what) -> {
            String path = what.resource() + (what.subresource().isEmpty() ? "" : "/" + what.subresource());
            return new Decision(allowed.contains(what.verb() + " " + path) ? Verdict.ALLOW : Verdict.NO_OPINION, "no");
        }));
        new OwnerReferencesPermissionEnforcement(authorization, new ResourceTable(List.of(PODS)))
                .validate(new AdmissionRequest(FakeObjects.context(new UserInfo("jane", "", List.of(), Map.of())),
                        operation, PODS, "", "a", Meta.name(now), now, old, Json.object(), false));
    }

    private static String refused(Set<String> allowed, Operation operation, ObjectNode now, Optional<ObjectNode> old) {
        return String.valueOf(
                assertThrows(StatusException.class, () -> ask(allowed, operation, now, old)).getMessage());
    }

    @Test
    void whoGivesAnObjectAnOwnerMustBeAbleToDeleteIt() {
        Optional<ObjectNode> orphan = Optional.of(pod(""));
        assertEquals("pods \"p\" is forbidden: cannot set an ownerRef on a resource you can't delete: no, <nil>",
                refused(Set.of(), Operation.UPDATE, pod(owner("Pod", false)), orphan));
        assertDoesNotThrow(() -> ask(Set.of("delete pods"), Operation.UPDATE, pod(owner("Pod", false)), orphan));
        assertDoesNotThrow(() -> ask(Set.of(), Operation.CREATE, pod(owner("Pod", false)), Optional.empty()));
        assertDoesNotThrow(() -> ask(Set.of(), Operation.UPDATE, pod(owner("Pod", true)),
                Optional.of(pod(owner("Pod", true)))));
    }

    @Test
    void whoHoldsUpADeletionMustBeAbleToFinalizeTheOwner() {
        ObjectNode blocking = pod(owner("Pod", true));
        assertEquals("pods \"p\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource "
                + "you can't set finalizers on: no, <nil>",
                refused(Set.of(), Operation.CREATE, blocking, Optional.empty()));
        assertDoesNotThrow(
                () -> ask(Set.of("update pods/finalizers"), Operation.CREATE, blocking, Optional.empty()));
        assertDoesNotThrow(() -> ask(Set.of("update */finalizers"), Operation.CREATE, pod(owner("Foo", true)),
                Optional.empty()));
        assertEquals("pods \"p\" is forbidden: cannot set blockOwnerDeletion in this case because cannot find "
                + "RESTMapping for APIVersion v1 Kind Foo: no matches for kind \"Foo\" in version \"v1\"",
                refused(Set.of(), Operation.CREATE, pod(owner("Foo", true)), Optional.empty()));
    }
}
