package dev.coracle.cli;

import dev.coracle.cli.shared.ClusterName;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coracle kubeconfig}: prints it. */
@Command(name = "kubeconfig", description = "Prints a cluster's kubeconfig.")
final class KubeconfigCommand implements Callable<Integer> {

    @Mixin
    private ClusterName cluster = new ClusterName();

    @Override
    public Integer call() throws Exception {
        cluster.existing();
        System.out.print(Files.readString(cluster.folder().kubeconfig()));
        return 0;
    }
}
