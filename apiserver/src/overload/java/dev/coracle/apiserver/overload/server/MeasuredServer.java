package dev.coracle.apiserver.overload.server;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.coracle.apiserver.server.ApiServer;
import dev.coracle.apiserver.server.flags.ApiServerFlags;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.store.EmbeddedStore;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** kube-apiserver with its usual flags on a store that can stall. What comes on its standard input are questions, a line each; it ends with that input. */
public final class MeasuredServer {

    private MeasuredServer() {}

    /** Takes kube-apiserver's flags. */
    public static void main(String[] arguments) throws Exception {
        ApiServerFlags flags = new ApiServerFlags();
        flags.flags().parse(List.of(arguments));
        StallingBackend disk = new StallingBackend();
        ApiServer server = ApiServer.start(flags.options(), EmbeddedStore.over(disk, SystemClock.instance()),
                SystemClock.instance());
        System.out.println("= serving");
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            System.out.println("= " + answer(line, disk));
        }
        disk.stall(false);
        server.close();
        System.exit(0);
    }

    private static String answer(String question, StallingBackend disk) throws IOException {
        return switch (question) {
            case "sample" -> sample().text();
            case "stall" -> stalls(disk, true);
            case "go on" -> stalls(disk, false);
            default -> throw new IllegalArgumentException(question);
        };
    }

    private static String stalls(StallingBackend disk, boolean now) {
        disk.stall(now);
        return "done";
    }

    private static Sample sample() throws IOException {
        System.gc();
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        long direct = PlatformDependent.usedDirectMemory() + ManagementFactory
                .getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        long files = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class).getOpenFileDescriptorCount();
        return new Sample(heap, direct, ManagementFactory.getThreadMXBean().getThreadCount(), virtualThreads(), files,
                status("VmRSS:"), status("VmHWM:"));
    }

    private static long virtualThreads() throws IOException {
        Path dump = Files.createTempDirectory("threads").resolve("dump");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(),
                HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try (Stream<String> lines = Files.lines(dump)) {
            return lines.filter(line -> line.startsWith("#") && line.endsWith(" virtual")
                    || line.startsWith("#") && line.contains("\" virtual ")).count();
        } finally {
            Files.delete(dump);
            Files.delete(dump.getParent());
        }
    }

    /** Of Linux, in bytes; 0 elsewhere. */
    private static long status(String field) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).findFirst().orElse(0);
        }
    }
}
