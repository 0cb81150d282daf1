package dev.coracle.cluster.past;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.cluster.folder.ClusterException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastClientTest {

    @Test
    void saysWhatItWantsAsTheServerUnderstandsIt() {
        FakeServer server = new FakeServer()
                .answers("POST /coracle/v1/rewind", 200, "{'from':9,'to':5,'revision':10,'changed':3}")
                .answers("POST /coracle/v1/checkpoints", 200,
                        "{'revision':9,'time':'2026-11-28T21:00:00.000001Z','bytes':77,"
                                + "'keys':4,'checksum':'abc','format':1,'pauseMicros':12}");
        PastClient past = new PastClient(server.client());
        assertEquals(new PastClient.Rewound(9, 5, 10, 3), past.rewind(new Moment.Revision(5)));
        past.rewind(new Moment.Time(Instant.parse("2026-11-28T21:00:00Z")));
        assertEquals(new PastClient.Checkpoint(9, Instant.parse("2026-11-28T21:00:00.000001Z"), 77, 4, "abc", 1, 12),
                past.checkpoint(Path.of("/x/y")));
        assertEquals(List.of("POST /coracle/v1/rewind {\"revision\":5}",
                "POST /coracle/v1/rewind {\"time\":\"2026-11-28T21:00:00Z\"}",
                "POST /coracle/v1/checkpoints {\"folder\":\"/x/y\"}"), server.asked);
    }

    @Test
    void aRefusalIsPassedOnInTheServersWords() {
        FakeServer server = new FakeServer().answers("GET /coracle/v1/revisions?revision=3", 410,
                "{'kind':'Status','code':410,'reason':'Expired','message':'revision 7 is the oldest that can still be read'}");
        assertEquals("revision 7 is the oldest that can still be read", assertThrows(ClusterException.class,
                () -> new PastClient(server.client()).revision(new Moment.Revision(3))).getMessage());
    }

    @Test
    void aServerWithoutAPastIsNamedAsSuch() {
        String message = String.valueOf(assertThrows(ClusterException.class,
                () -> new PastClient(new FakeServer().client()).store()).getMessage());
        assertTrue(message.contains("knows nothing of its past"), message);
    }
}
