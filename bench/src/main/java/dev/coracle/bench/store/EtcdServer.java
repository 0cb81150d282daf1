package dev.coracle.bench.store;

import com.google.protobuf.ByteString;
import dev.coracle.base.wire.FreePorts;
import dev.coracle.proto.etcdserverpb.KVGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An etcd as a process of its own: this project's or the original; both take the same flags. */
final class EtcdServer implements AutoCloseable {

    private static final long START_SECONDS = 120;
    private static final int PAGE_KB = 4;

    private final Process process;
    private final Path data;
    final int port;
    final double startMillis;

    private EtcdServer(Process process, Path data, int port, double startMillis) {
        this.process = process;
        this.data = data;
        this.port = port;
        this.startMillis = startMillis;
    }

    /** Starts it and waits until it answers a linearizable read. */
    static EtcdServer start(Path binary, Path data) throws IOException {
        int port = FreePorts.any();
        String url = "http://127.0.0.1:" + port;
        String peers = "http://127.0.0.1:" + FreePorts.any();
        ProcessBuilder builder = new ProcessBuilder(binary.toString(), "--data-dir", data.toString(),
                "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peers,
                "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers, "--log-level", "error",
                "--quota-backend-bytes", "8589934592");
        Path log = data.resolveSibling(data.getFileName() + ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            awaitAnswer(process, port, begin, log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        return new EtcdServer(process, data, port, (System.nanoTime() - begin) / 1e6);
    }

    private static void awaitAnswer(Process process, int port, long begin, Path log) throws IOException {
        while (true) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
            try {
                KVGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.SECONDS)
                        .range(Client.range(ByteString.copyFromUtf8("health")));
                return;
            } catch (StatusRuntimeException notYet) {
                if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                    throw new IOException("the server does not answer: " + Files.readString(log), notYet);
                }
            } finally {
                channel.shutdownNow();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Resident memory in MB of 2^20, pages of files that it maps included. */
    double residentMegabytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm")).split(" ");
        return Long.parseLong(pages[1]) * PAGE_KB / 1024.0;
    }

    /** Resident memory that belongs to it alone: without pages of files, which the kernel can take back. */
    double anonymousMegabytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm")).split(" ");
        return (Long.parseLong(pages[1]) - Long.parseLong(pages[2])) * PAGE_KB / 1024.0;
    }

    /** Processor time that it has used, in seconds. */
    double processorSeconds() {
        return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(0.0);
    }

    /** Blocks taken on disk, in MB of 2^20. */
    double diskMegabytes() throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-sk", data.toString()).start();
        String kilobytes = new String(du.getInputStream().readAllBytes()).split("\\s")[0];
        du.waitFor();
        return Long.parseLong(kilobytes) / 1024.0;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
