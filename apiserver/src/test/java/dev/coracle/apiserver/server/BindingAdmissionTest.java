package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.clock.SystemClock;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is created under an object passes admission, too. */
class BindingAdmissionTest {

    @Test
    void aBoundPodGetsTheLabelsThatItsBindingGotFromTheNode() throws IOException {
        try (Api api = new Api(SystemClock.instance())) {
            api.post("/api/v1/namespaces", "{'metadata':{'name':'b'}}");
            api.post("/api/v1/namespaces/b/serviceaccounts", "{'metadata':{'name':'default'}}");
            api.post("/api/v1/nodes", "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z'}}}");
            assertEquals(201, api.post("/api/v1/namespaces/b/pods",
                    "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i'}]}}").status());
            assertEquals(201, api.post("/api/v1/namespaces/b/pods/p/binding",
                    "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}").status());
            assertEquals("z", api.get("/api/v1/namespaces/b/pods/p").text("metadata", "labels",
                    "topology.kubernetes.io/zone"));
        }
    }
}
