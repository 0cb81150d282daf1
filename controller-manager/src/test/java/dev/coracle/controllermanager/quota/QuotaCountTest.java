package dev.coracle.controllermanager.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class QuotaCountTest {

    private static ObjectNode tree(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Quantity> count(String quota, Set<String> names, String... claims) {
        return QuotaCount.of(tree(quota), new GroupResource("", "persistentvolumeclaims"), names,
                Stream.of(claims).map(QuotaCountTest::tree), Instant.EPOCH);
    }

    @Test
    void addsUpWhatIsInScopeAndSaysZeroOfTheRest() {
        String claim = "{'spec':{'storageClassName':'gold','volumeAttributesClassName':'%s',"
                + "'resources':{'requests':{'storage':'1Gi'}}}}";
        String storage = "gold.storageclass.storage.k8s.io/requests.storage";
        Set<String> names = Set.of(storage, "persistentvolumeclaims",
                "tin.storageclass.storage.k8s.io/requests.storage");
        assertEquals(Map.of(storage, Quantity.parse("2Gi"), "persistentvolumeclaims", Quantity.parse("2"),
                "tin.storageclass.storage.k8s.io/requests.storage", Quantity.ZERO),
                count("{}", names, claim.formatted("fast"), claim.formatted("slow")));
        assertEquals(Quantity.parse("1Gi"), count("{'spec':{'scopeSelector':{'matchExpressions':[{'scopeName':"
                + "'VolumeAttributesClass','operator':'In','values':['fast']}]}}}", names, claim.formatted("fast"),
                claim.formatted("slow")).get(storage));
    }
}
