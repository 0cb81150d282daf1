package dev.coracle.apiserver.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImpersonationTest {

    private static final UserInfo BOB = new UserInfo("bob", "", List.of(), Map.of());
    private static final UserInfo AGENT = new UserInfo("system:serviceaccount:a:agent", "", List.of(),
            Map.of("authentication.kubernetes.io/node-name", List.of("n1")));
    private static final RequestInfo LIST = new RequestInfo(true, "list", "", "", "v1", "ns", "pods", "", "", "");

    private final Set<String> allowed = new HashSet<>();

    private String key(UserInfo user, RequestInfo r) {
        return user.name() + " " + r.verb() + " " + (r.group().isEmpty() ? "" : r.group() + "/")
                + (r.namespace().isEmpty() ? "" : r.namespace() + "/") + r.resource()
                + (r.subresource().isEmpty() ? "" : "/" + r.subresource()) + (r.name().isEmpty() ? "" : " " + r.name());
    }

    private UserInfo as(UserInfo user, String... headers) {
        Impersonation station = new Impersonation(new Authorization(List.of((who, what) -> new Decision(
                allowed.contains(key(who, what)) ? Verdict.ALLOW : Verdict.NO_OPINION, ""))));
        RequestContext context = FakeObjects.context(user, headers);
        return station.apply(context.withInfo(LIST)).user();
    }

    private String refused(UserInfo user, String... headers) {
        return String.valueOf(assertThrows(StatusException.class, () -> as(user, headers)).getMessage());
    }

    @Test
    void theOlderWayNeedsARightForEachPart() {
        String[] headers = {"Impersonate-User", "jane", "Impersonate-Group", "ops", "Impersonate-Uid", "7",
            "Impersonate-Extra-acme.com%2fscope", "all"};
        for (String right : List.of("bob impersonate users jane", "bob impersonate groups ops",
                "bob impersonate authentication.k8s.io/uids 7",
                "bob impersonate authentication.k8s.io/userextras/acme.com/scope all")) {
            refused(BOB, headers);
            allowed.add(right);
        }
        assertEquals(new UserInfo("jane", "7", List.of("ops", "system:authenticated"),
                Map.of("acme.com/scope", List.of("all"))), as(BOB, headers));
        refused(BOB, "Impersonate-User", "jane", "Impersonate-Group", "system:masters");
    }

    @Test
    void constrainedToWhatTheRequestIsAbout() {
        String[] jane = {"Impersonate-User", "jane"};
        allowed.add("bob impersonate:user-info authentication.k8s.io/users jane");
        assertEquals(
                "pods is forbidden: User \"bob\" cannot impersonate-on:user-info:list resource \"pods\" in API group"
                        + " \"\" in the namespace \"ns\"",
                refused(BOB, jane));
        allowed.add("bob impersonate-on:user-info:list ns/pods");
        assertEquals(List.of("system:authenticated"), as(BOB, jane).groups());
        refused(BOB, "Impersonate-User", "jane", "Impersonate-Group", "ops");
        allowed.add("bob impersonate:user-info authentication.k8s.io/groups system:masters");
        refused(BOB, "Impersonate-User", "jane", "Impersonate-Group", "system:masters");
    }

    @Test
    void serviceAccountsAndNodes() {
        allowed.add("bob impersonate-on:serviceaccount:list ns/pods");
        allowed.add("bob impersonate:serviceaccount authentication.k8s.io/a/serviceaccounts x");
        assertEquals(List.of("system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"),
                as(BOB, "Impersonate-User", "system:serviceaccount:a:x").groups());
        refused(BOB, "Impersonate-User", "system:serviceaccount:a:x", "Impersonate-Group", "system:masters");
        allowed.add("bob impersonate-on:arbitrary-node:list ns/pods");
        allowed.add("bob impersonate:arbitrary-node authentication.k8s.io/nodes n7");
        assertEquals(List.of("system:nodes", "system:authenticated"),
                as(BOB, "Impersonate-User", "system:node:n7").groups());
        refused(BOB, "Impersonate-User", "system:node:n8");
    }

    @Test
    void onesOwnNode() {
        allowed.add(AGENT.name() + " impersonate-on:associated-node:list ns/pods");
        allowed.add(AGENT.name() + " impersonate:associated-node authentication.k8s.io/nodes *");
        assertEquals("system:node:n1", as(AGENT, "Impersonate-User", "system:node:n1").name());
        refused(AGENT, "Impersonate-User", "system:node:n2");
    }

    @Test
    void headersWithoutAUser() {
        for (String header : List.of("Impersonate-Group", "Impersonate-Uid", "Impersonate-Extra-a")) {
            StatusException refusal = assertThrows(StatusException.class, () -> as(BOB, header, "x"));
            assertEquals(400, refusal.status().code());
        }
        assertEquals(BOB, as(BOB));
    }
}
