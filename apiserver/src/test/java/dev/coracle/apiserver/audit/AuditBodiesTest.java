package dev.coracle.apiserver.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is taken out of objects before they are logged. */
class AuditBodiesTest {

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tokensAreTakenOut() {
        ObjectNode issued = tree("{'kind':'TokenRequest','status':{'token':'t','expirationTimestamp':'then'}}");
        assertEquals(tree("{'kind':'TokenRequest','status':{'expirationTimestamp':'then'}}"),
                AuditBodies.withoutTokens(issued));
        assertEquals("t", issued.path("status").path("token").asString(), "the answer itself keeps it");
        ObjectNode other = tree("{'kind':'Custom','status':{'token':'of a lottery'}}");
        assertSame(other, AuditBodies.withoutTokens(other));
    }

    @Test
    void managedFieldsAreTakenOutOfListsAndTablesToo() {
        ObjectNode some = tree(
                "{'metadata':{'managedFields':[1]},'items':[{'metadata':{'name':'a','managedFields':[2]}}],"
                        + "'rows':[{'object':{'metadata':{'managedFields':[3]}}}]}");
        assertEquals(tree("{'metadata':{},'items':[{'metadata':{'name':'a'}}],'rows':[{'object':{'metadata':{}}}]}"),
                AuditBodies.withoutManagedFields(some));
    }
}
