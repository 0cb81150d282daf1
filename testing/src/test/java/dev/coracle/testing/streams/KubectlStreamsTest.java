package dev.coracle.testing.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.lifecycle.ProcessLimit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person does with kubectl: over SPDY, and over WebSockets if the kubectl at hand knows them. In CI a missing kubectl is a failure. */
@Timeout(120)
class KubectlStreamsTest {

    private static final int BIG = 24 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private StreamsFixture fixture;

    @BeforeEach
    void start() throws Exception {
        boolean there = runs("kubectl", "version", "--client");
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, "no kubectl on the PATH");
        }
        Assumptions.assumeTrue(there, "no kubectl on the PATH");
        fixture = new StreamsFixture(folder);
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return ProcessLimit.start(new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD), PATIENCE).waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    private ProcessBuilder kubectl(String webSockets, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", folder.resolve("kubeconfig").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", webSockets);
        builder.environment().put("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets);
        return builder;
    }

    private record Ran(int exit, byte[] out, String error) {}

    private Ran run(String webSockets, byte[] input, String... arguments) throws Exception {
        Process process = ProcessLimit.start(
                kubectl(webSockets, arguments).redirectError(folder.resolve("stderr").toFile()),
                PATIENCE);
        Thread writer = Thread.ofVirtual().start(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException ended) {
                // it does not read all
            }
        });
        byte[] out = process.getInputStream().readAllBytes();
        int exit = process.waitFor();
        writer.interrupt();
        return new Ran(exit, out, Files.readString(folder.resolve("stderr")));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void commandsRunAndEndWithTheirCodes(String webSockets) throws Exception {
        Ran echo = run(webSockets, new byte[0], "exec", "pod", "--", "echo", "hello there", "a&b=c");
        assertEquals("hello there a&b=c\n", new String(echo.out(), StandardCharsets.UTF_8), echo.error());
        assertEquals(0, echo.exit());
        Ran failing = run(webSockets, new byte[0], "exec", "pod", "-c", "c", "--", "sh", "-c",
                "echo out; echo err >&2; exit 7");
        assertEquals("out\n", new String(failing.out(), StandardCharsets.UTF_8));
        assertTrue(failing.error().startsWith("err\n"), failing.error());
        assertEquals(7, failing.exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void bigInputsGoBothWays(String webSockets) throws Exception {
        byte[] input = new byte[BIG];
        new Random(4).nextBytes(input);
        Ran cat = run(webSockets, input, "exec", "-i", "pod", "--", "cat");
        assertEquals(0, cat.exit(), cat.error());
        assertArrayEquals(input, cat.out());
        Ran counted = run(webSockets, input, "exec", "-i", "pod", "--", "wc", "-c");
        assertEquals(Integer.toString(BIG), new String(counted.out(), StandardCharsets.UTF_8).strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void attachTalksToWhatRuns(String webSockets) throws Exception {
        Ran attached = run(webSockets, text("one\ntwo\n"), "attach", "-i", "pod");
        assertEquals("one\ntwo\n", new String(attached.out(), StandardCharsets.UTF_8), attached.error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void filesAreCopiedBothWays(String webSockets) throws Exception {
        byte[] bytes = new byte[BIG / 2];
        new Random(5).nextBytes(bytes);
        Files.write(folder.resolve("local"), bytes);
        Ran there = run(webSockets, new byte[0], "cp", "local", "default/pod:remote");
        assertEquals(0, there.exit(), there.error());
        assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("remote")));
        Ran back = run(webSockets, new byte[0], "cp", "default/pod:remote", "back");
        assertEquals(0, back.exit(), back.error());
        assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("back")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void portsAreForwardedWithHalfClosedConnections(String webSockets) throws Exception {
        Process forward = ProcessLimit.start(kubectl(webSockets, "port-forward", "pod/pod", ":7000")
                .redirectErrorStream(true), PATIENCE);
        try (BufferedReader out = forward.inputReader()) {
            int port = port(out.readLine());
            byte[] bytes = new byte[BIG / 4];
            new Random(6).nextBytes(bytes);
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    Thread.ofVirtual().start(() -> send(socket, bytes));
                    InputStream in = socket.getInputStream();
                    assertArrayEquals(bytes, in.readNBytes(bytes.length));
                    assertEquals(-1, in.read());
                }
            }
            fixture.commands.ended.acquire(3);
        } finally {
            forward.destroy();
            forward.waitFor();
        }
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int port(String line) {
        assertTrue(line != null && line.startsWith("Forwarding from 127.0.0.1:"), line);
        return Integer.parseInt(line.substring(line.indexOf(':') + 1, line.indexOf(" ->")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void aRefusalIsShown(String webSockets) throws Exception {
        fixture.pod("refusing");
        Ran refused = run(webSockets, new byte[0], "exec", "refusing", "--", "true");
        assertEquals(1, refused.exit());
        assertTrue(refused.error().contains("this node refuses"), refused.error());
        fixture.node.close();
        Ran gone = run(webSockets, new byte[0], "exec", "pod", "--", "true");
        assertEquals(1, gone.exit());
        assertTrue(gone.error().contains("error dialing backend: dial tcp 127.0.0.1:"), gone.error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"false"})
    void logsAreFollowed(String webSockets) throws Exception {
        Process logs = ProcessLimit.start(kubectl(webSockets, "logs", "-f", "pod").redirectErrorStream(true), PATIENCE);
        try (BufferedReader out = logs.inputReader()) {
            for (int i = 1; i <= 3; i++) {
                fixture.node.lines.release();
                assertEquals("line " + i, out.readLine());
            }
            assertEquals(null, out.readLine());
        }
        assertEquals(0, logs.waitFor());
    }
}
