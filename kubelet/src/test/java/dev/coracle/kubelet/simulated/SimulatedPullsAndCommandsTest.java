package dev.coracle.kubelet.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.kubelet.runtime.ImagePull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedPullsAndCommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "nginx:1.27", "registry.example/team/app:v1", "localhost:5000/a",
        "app@sha256:0123456789012345678901234567890123456789012345678901234567890123"})
    void whatCouldExistIsPulled(String image) {
        assertInstanceOf(ImagePull.Pulled.class, ImageNames.pull(image));
    }

    @ParameterizedTest
    @CsvSource({"NGINX, InvalidImageName", "a b, InvalidImageName", "app:no-such-tag, ErrImagePull",
        "registry.invalid/app, ErrImagePull", "webserver:404, ErrImagePull", "does-not-exist, ErrImagePull"})
    void whatCannotExistIsNot(String image, String reason) {
        ImagePull.Failed failed = assertInstanceOf(ImagePull.Failed.class, ImageNames.pull(image));
        assertEquals(reason, failed.reason());
    }

    private static Behaviour script(String text) {
        return ShellCommands.understand(List.of("/bin/sh", "-c", text), Map.of("WHO", "world"), NodeFiles.own())
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 1", "exit 7, 7", "false || exit 2, 2", "false && exit 2, 1", "true; false, 1",
        "exit 3; exit 4, 3"})
    void endsWithTheCodeOfTheLastCommand(String text, int code) {
        assertEquals(Optional.of(code), script(text).exitCode());
    }

    @Test
    void writesAndWaitsInOrder() {
        Behaviour behaviour = script("echo hello $WHO; sleep 1.5m && echo done");
        assertEquals(List.of(new Behaviour.Step.Write("hello world"), new Behaviour.Step.Pass(Duration.ofSeconds(90)),
                new Behaviour.Step.Write("done")), behaviour.steps());
        assertEquals(Optional.of(0), behaviour.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"while true; do sleep 1; done", "echo x; tail -f /dev/null", "sleep infinity"})
    void whatGoesOnForEverDoes(String text) {
        assertTrue(script(text).exitCode().isEmpty());
    }

    @Test
    void otherProgramsAreNotUnderstood() {
        assertTrue(ShellCommands.understand(List.of("java", "-jar", "app.jar"), Map.of(), NodeFiles.own()).isEmpty());
    }
}
