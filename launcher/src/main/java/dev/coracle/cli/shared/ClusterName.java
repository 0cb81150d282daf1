package dev.coracle.cli.shared;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is about: by name, or by its folder. */
public final class ClusterName {

    @Option(names = "--name", paramLabel = "N", defaultValue = "default", description = "The cluster's name; \"${DEFAULT-VALUE}\" if not given.")
    private String name = "default";

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The cluster's folder; ~/.coracle/N if not given.")
    private @Nullable Path dataDir;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    public String name() {
        return name;
    }

    public ClusterFolder folder() {
        return dataDir != null ? new ClusterFolder(dataDir.toAbsolutePath().normalize()) : ClusterFolder.byName(name);
    }

    /** @throws ClusterException if there is no such cluster */
    public ClusterState existing() {
        Optional<ClusterState> state = ClusterState.read(folder());
        return state.orElseThrow(() -> new ClusterException("there is no cluster in " + folder().root()
                + "; start one with coracle up" + (name.equals("default") ? "" : " --name " + name)));
    }
}
