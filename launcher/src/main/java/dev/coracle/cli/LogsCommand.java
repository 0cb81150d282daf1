package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.cluster.folder.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coracle logs COMPONENT}: what it has said, and with {@code -f} what it says from now on. */
@Command(name = "logs", description = "Prints a component's log.")
final class LogsCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Parameters(paramLabel = "COMPONENT", description = "kube-apiserver, kube-scheduler, kube-controller-manager, kubelet or one-process.")
    private String component = "";

    @Option(names = {"-f", "--follow"}, description = "Go on printing what is added.")
    private boolean follow;

    @Override
    public Integer call() throws Exception {
        cluster.existing();
        Path log = cluster.folder().log(component);
        if (component.contains("/") || component.contains("..") || !Files.exists(log)) {
            throw new ClusterException("there is no log of " + component + "; there are: " + names());
        }
        try (InputStream in = Files.newInputStream(log)) {
            in.transferTo(System.out);
            System.out.flush();
            while (follow && !System.out.checkError()) {
                SystemClock.instance().sleep(LOOK_AGAIN);
                in.transferTo(System.out);
                System.out.flush();
            }
        }
        return 0;
    }

    private String names() throws IOException {
        try (Stream<Path> files = Files.list(cluster.folder().logs())) {
            return files.map(f -> f.getFileName().toString().replace(".log", "")).sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
