package dev.coracle.apiserver.authentication.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.coracle.apiserver.access.ReviewWebhook;
import dev.coracle.apiserver.access.TestHttps;
import dev.coracle.apiserver.access.TestHttps.Answer;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator.Result;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTokenAuthenticatorTest {

    private static final String PATH = "/authn";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    private TestHttps hook;
    private WebhookTokenAuthenticator authenticator;
    private volatile String asked = "";

    @BeforeEach
    void open() throws Exception {
        hook = new TestHttps();
        Path file = Files.writeString(folder.resolve("hook.yaml"), hook.kubeconfig(PATH, "our-secret"));
        authenticator = new WebhookTokenAuthenticator(ReviewWebhook.load(file, Duration.ofSeconds(30), clock), "v1",
                List.of("api"), Duration.ofMinutes(2), clock);
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private void status(String status) {
        hook.page(PATH, question -> {
            asked = question.headers().get("authorization") + " " + question.body();
            return new Answer(200, ("{'apiVersion':'authentication.k8s.io/v1','kind':'TokenReview','status':" + status
                    + "}").replace('\'', '"'));
        });
    }

    @Test
    void itSaysWhoseTheTokenIs() {
        status("{'authenticated':true,'user':{'username':'jane','uid':'7','groups':['dev'],'extra':{'a':['b']}}}");
        Result.Accepted accepted = assertInstanceOf(Result.Accepted.class,
                authenticator.authenticate("opaque", List.of()));
        assertEquals(new UserInfo("jane", "7", List.of("dev"), Map.of("a", List.of("b"))), accepted.user());
        assertEquals(List.of("api"), accepted.audiences());
        assertEquals("Bearer our-secret {\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\","
                + "\"spec\":{\"token\":\"opaque\",\"audiences\":[\"api\"]}}", asked);
    }

    @Test
    void answersHoldForAWhile() {
        status("{'authenticated':true,'user':{'username':'jane'}}");
        authenticator.authenticate("opaque", List.of());
        status("{'authenticated':false,'error':'gone'}");
        assertInstanceOf(Result.Accepted.class, authenticator.authenticate("opaque", List.of()));
        assertEquals(1, hook.visits(PATH));
        clock.advance(Duration.ofMinutes(2));
        assertEquals(new Result.Rejected("gone"), authenticator.authenticate("opaque", List.of()));
        assertEquals(new Result.Rejected("gone"), authenticator.authenticate("opaque", List.of()));
        assertEquals(2, hook.visits(PATH));
    }

    @Test
    void audiencesAreNotConfused() {
        status("{'authenticated':true,'user':{'username':'jane'},'audiences':['vault']}");
        assertInstanceOf(Result.Pass.class, authenticator.authenticate("opaque", List.of()));
        assertEquals(List.of("vault"), assertInstanceOf(Result.Accepted.class,
                authenticator.authenticate("opaque", List.of("vault", "x"))).audiences());
        status("{'authenticated':true,'user':{'username':'jane'}}");
        assertInstanceOf(Result.Pass.class, authenticator.authenticate("other", List.of("vault")),
                "a webhook that knows nothing of audiences speaks of the API server");
    }

    @Test
    void failuresAreNeitherKeptNorToldWithSecrets() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            hook.page(PATH, question -> new Answer(403, "echo " + question.body()));
            String why = assertInstanceOf(Result.Rejected.class, authenticator.authenticate("opaque-token", List.of()))
                    .why();
            assertFalse(why.contains("opaque-token"), why);
            hook.page(PATH, question -> new Answer(200, "not json " + question.body()));
            authenticator.authenticate("opaque-token", List.of());
            hook.page(PATH, question -> new Answer(302, ""));
            authenticator.authenticate("opaque-token", List.of());
        } finally {
            System.setErr(before);
        }
        String written = log.toString(StandardCharsets.UTF_8);
        assertFalse(written.contains("opaque-token") || written.contains("our-secret"), written);
        status("{'authenticated':true,'user':{'username':'jane'}}");
        assertInstanceOf(Result.Accepted.class, authenticator.authenticate("opaque-token", List.of()));
    }
}
