package dev.coracle.apiserver.overload.server;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.base.wire.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link MeasuredServer} in a process of its own, with the launcher's kind of JVM and a heap of a few megabytes: it dies when that is not enough. Netty looks for leaked buffers as
 * hard as it can.
 */
public final class ServerProcess implements AutoCloseable {

    private static final int LAST_WORDS = 60;
    private static final long ANSWER_SECONDS = 300;

    private final Process process;
    private final Writer questions;
    private final int port;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ArrayDeque<String> said = new ArrayDeque<>();
    private final AtomicBoolean leaked = new AtomicBoolean();

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> follow(process.getInputStream()));
        Thread.ofVirtual().start(() -> follow(process.getErrorStream()));
    }

    /** @param folder for what it needs @param megabytes of heap, and as many outside of it @param tokens lines of a token file @param more flags */
    public static ServerProcess start(Path folder, int megabytes, List<String> tokens, List<String> more)
            throws Exception {
        CertificateFiles accounts = new CertificateSet(folder, SystemClock.instance()).serviceAccountKeys();
        CertificateAuthority.selfSigned("kube-apiserver", List.of("127.0.0.1"), SystemClock.instance())
                .write(folder.resolve("apiserver.crt"), folder.resolve("apiserver.key"));
        Path users = Files.write(folder.resolve("tokens.csv"), tokens);
        int port = FreePorts.any();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xss512k", "-XX:TieredStopAtLevel=1", "-Xms48m", "-XX:MaxNewSize=96m",
                "-Xmx" + megabytes + "m",
                "-XX:MaxDirectMemorySize=" + megabytes + "m", "-XX:+ExitOnOutOfMemoryError",
                "-Dio.netty.leakDetection.level=paranoid", "-Dio.netty.leakDetection.targetRecords=8",
                "--enable-native-access=ALL-UNNAMED", "-ea", "-cp", System.getProperty("java.class.path"),
                MeasuredServer.class.getName(), "--in-memory", "--secure-port=" + port, "--bind-address=127.0.0.1",
                "--cert-dir=" + folder, "--tls-cert-file=" + folder.resolve("apiserver.crt"),
                "--tls-private-key-file=" + folder.resolve("apiserver.key"), "--token-auth-file=" + users,
                "--authorization-mode=AlwaysAllow", "--disable-admission-plugins=ServiceAccount",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + accounts.certificate(),
                "--service-account-signing-key-file=" + accounts.key()));
        command.addAll(more);
        ServerProcess started = new ServerProcess(new ProcessBuilder(command).start(), port);
        try {
            started.heard();
        } catch (Exception | AssertionError e) {
            started.process.destroyForcibly();
            throw e;
        }
        return started;
    }

    private void follow(InputStream stream) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException gone) {
            hear(gone.toString());
        }
        answers.add("ended");
    }

    private void hear(String line) {
        if (line.startsWith("= ")) {
            answers.add(line.substring(2));
            return;
        }
        if (line.contains("LEAK:")) {
            leaked.set(true);
        }
        synchronized (said) {
            said.add(line);
            if (said.size() > LAST_WORDS) {
                said.remove();
            }
        }
    }

    private String heard() throws Exception {
        String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.equals("ended")) {
            throw new AssertionError("the server " + (answer == null ? "does not answer" : "has ended") + ":\n"
                    + lastWords());
        }
        return answer;
    }

    private String ask(String question) throws Exception {
        questions.write(question + "\n");
        questions.flush();
        return heard();
    }

    public Sample sample() throws Exception {
        return Sample.parse(ask("sample"));
    }

    /** Commits wait from now on, or go on. */
    public void stall(boolean now) throws Exception {
        ask(now ? "stall" : "go on");
    }

    public int port() {
        return port;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Whether Netty found a buffer that was forgotten. */
    public boolean leaked() {
        return leaked.get();
    }

    /** What it said last. */
    public String lastWords() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    @Override
    public void close() throws Exception {
        try (questions) {
            questions.close();
            process.waitFor(30, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
