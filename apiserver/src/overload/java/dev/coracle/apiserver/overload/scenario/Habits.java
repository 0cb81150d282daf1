package dev.coracle.apiserver.overload.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.overload.traffic.Caller;
import dev.coracle.apiserver.overload.traffic.H2Connection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What clients do all day. Each leaves things as they were. */
final class Habits {

    private static final String OBJECTS = "/api/v1/namespaces/default/configmaps";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String HOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final List<String> ENCODINGS = List.of("application/json", "application/vnd.kubernetes.protobuf",
            "application/json;as=Table;v=v1;g=meta.k8s.io", "application/yaml");

    /** Of definitions: each resource that there ever was has metrics. */
    private static final int NAMES = 10;

    private final Scene scene;
    private final AtomicLong definitions = new AtomicLong();

    Habits(Scene scene) throws Exception {
        this.scene = scene;
        scene.fill(200, 500);
    }

    /** One turn. */
    @FunctionalInterface
    interface Habit {
        void once(long turn) throws Exception;
    }

    List<Habit> all() {
        return List.of(this::write, this::list, this::watch, this::joinAndLeave, this::readSlowly, this::define,
                this::hook, this::token, this::takeBack);
    }

    private void write(long turn) throws Exception {
        try (Caller tenant = scene.as(Scene.TENANT)) {
            for (int i = 0; i < 10; i++) {
                ok(tenant.call("POST", OBJECTS, Scene.configMap("w" + i, 300)));
                ok(tenant.patch(OBJECTS + "/w" + i, "{\"data\":{\"n\":\"" + turn + "\"}}"));
                ok(tenant.call("DELETE", OBJECTS + "/w" + i, ""));
            }
        }
    }

    private void list(long turn) throws Exception {
        try (Caller tenant = scene.as(Scene.TENANT)) {
            for (String encoding : ENCODINGS) {
                ok(tenant.get(OBJECTS + "?limit=50", "Accept", encoding));
                ok(tenant.get("/api/v1/configmaps", "Accept", encoding, "Accept-Encoding", "gzip"));
            }
            ok(tenant.get("/apis"));
        }
    }

    private void watch(long turn) throws Exception {
        try (Caller tenant = scene.as(Scene.NEIGHBOUR)) {
            ok(tenant.get(OBJECTS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=0", "Accept",
                    ENCODINGS.get((int) (turn % 2))));
        }
    }

    private void joinAndLeave(long turn) throws Exception {
        AtomicLong began = new AtomicLong();
        try (H2Connection connection = H2Connection.connect(scene.port(), Scene.NEIGHBOUR, turn % 3 != 0)) {
            for (int i = 0; i < 20; i++) {
                connection.get(OBJECTS + "?watch=true&resourceVersion=0", bytes -> began.incrementAndGet());
            }
            Eventually.holds("watches begin", () -> began.get() >= 2 || connection.sentAway());
        }
    }

    private void readSlowly(long turn) throws Exception {
        Caller reader = scene.keep(Caller.connect(scene.port(), Scene.NEIGHBOUR, 4096));
        reader.send("GET", turn % 2 == 0 ? "/api/v1/configmaps" : OBJECTS + "?watch=true&resourceVersion=0", "",
                new byte[0]);
        assertEquals(200, reader.head().status());
        if (turn % 8 == 7) {
            scene.letGo();
        }
    }

    private void define(long turn) throws Exception {
        String kind = "Thing" + definitions.incrementAndGet() % NAMES;
        String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
        try (Caller admin = scene.as(Scene.ADMIN)) {
            ok(admin.call("POST", CRDS,
                    """
                            {"metadata":{"name":"%s.soak.example.com"},"spec":{"group":"soak.example.com","scope":"Namespaced",
                             "names":{"plural":"%s","singular":"%s","kind":"%s"},"versions":[{"name":"v1","served":true,"storage":true,
                             "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
                              "properties":{"n":{"type":"integer"}}}}}}}]}}"""
                            .formatted(plural, plural, kind.toLowerCase(java.util.Locale.ROOT), kind)));
            String objects = "/apis/soak.example.com/v1/namespaces/default/" + plural;
            Eventually.holds("it is served", () -> admin.get(objects).ok());
            ok(admin.call("POST", objects, "{\"apiVersion\":\"soak.example.com/v1\",\"kind\":\"" + kind
                    + "\",\"metadata\":{\"name\":\"one\"},\"spec\":{\"n\":1}}"));
            ok(admin.get("/openapi/v3/apis/soak.example.com/v1"));
            ok(admin.call("DELETE", CRDS + "/" + plural + ".soak.example.com", ""));
            Eventually.holds("it is gone", () -> admin.get(CRDS + "/" + plural + ".soak.example.com").status() == 404);
        }
    }

    private void hook(long turn) throws Exception {
        try (Caller admin = scene.as(Scene.ADMIN);
                ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ok(admin.call("POST", HOOKS,
                    """
                            {"metadata":{"name":"soak"},"webhooks":[{"name":"soak.example.com","failurePolicy":"Ignore","timeoutSeconds":1,
                             "clientConfig":{"url":"https://127.0.0.1:%d/"},"sideEffects":"None","admissionReviewVersions":["v1"],
                             "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["endpoints"]}]}]}"""
                            .formatted(nobody.getLocalPort())));
            ok(admin.call("POST", "/api/v1/namespaces/default/endpoints", "{\"metadata\":{\"name\":\"asked\"}}"));
            ok(admin.call("DELETE", "/api/v1/namespaces/default/endpoints/asked", ""));
            ok(admin.call("DELETE", HOOKS + "/soak", ""));
        }
    }

    private void token(long turn) throws Exception {
        String account = "/api/v1/namespaces/default/serviceaccounts/soak";
        try (Caller admin = scene.as(Scene.ADMIN)) {
            admin.call("POST", account.substring(0, account.lastIndexOf('/')), "{\"metadata\":{\"name\":\"soak\"}}");
            Caller.Answer token = admin.call("POST", account + "/token", "{\"spec\":{\"expirationSeconds\":600}}");
            ok(token);
            String text = token.text().replaceAll("(?s).*\"token\":\"([^\"]+)\".*", "$1");
            try (Caller bearer = scene.as(text)) {
                ok(bearer.get(OBJECTS + "/c1"));
            }
        }
    }

    private void takeBack(long turn) throws Exception {
        try (H2Connection connection = H2Connection.connect(scene.port(), Scene.NEIGHBOUR, true)) {
            for (int i = 0; i < 20; i++) {
                connection.reset(connection.get("/api/v1/configmaps", bytes -> {}));
            }
        }
        try (Caller admin = scene.as(Scene.ADMIN)) {
            assertEquals(413, admin.call("POST", OBJECTS, Scene.configMap("large", 3 << 20)).status());
            ok(admin.get("/readyz"));
        }
    }

    private static void ok(Caller.Answer answer) {
        assertTrue(answer.ok() || answer.status() == 429, () -> answer.status() + " " + answer.text());
    }

    @Override
    public String toString() {
        return definitions + " definitions";
    }
}
