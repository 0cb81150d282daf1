package dev.coracle.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code coracle version}. */
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        String own = VersionCommand.class.getPackage().getImplementationVersion();
        System.out.println("coracle " + (own == null ? "(not packaged)" : own) + ", Kubernetes v1.36.3, Java "
                + Runtime.version().feature());
        return 0;
    }
}
