package dev.coracle.cluster;

import dev.coracle.cluster.component.ComponentProcess;
import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.folder.KubeconfigFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes a cluster down; its data stays, unless it is deleted. */
public final class ClusterDown {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private ClusterDown() {}

    /** The processes of the cluster that still run. */
    public static List<ComponentProcess> running(ClusterState state) {
        return state.components().stream().map(ComponentProcess::find).flatMap(Optional::stream).toList();
    }

    /** Ends them, those that were started last first, so that the API server is the last to go. */
    public static void stopAll(List<ComponentProcess> processes) {
        for (ComponentProcess process : processes.reversed()) {
            process.handle().destroy();
        }
        for (ComponentProcess process : processes.reversed()) {
            process.stop(PATIENCE);
        }
    }

    /** @return how many processes were stopped */
    public static int down(ClusterFolder folder, ClusterState state) throws Exception {
        try (AutoCloseable lock = folder.lock()) {
            List<ComponentProcess> alive = running(state);
            stopAll(alive);
            state.withComponents(List.of()).write(folder);
            return alive.size();
        }
    }

    /** Stops it, takes it out of the user's kubeconfig and deletes its folder. */
    public static void delete(ClusterFolder folder, ClusterState state) throws Exception {
        down(folder, state);
        try {
            KubeconfigFile.unmerge("coracle-" + state.name(), KubeconfigFile.users());
        } catch (IOException | RuntimeException e) {
            throw new ClusterException(
                    "cannot take context coracle-" + state.name() + " out of " + KubeconfigFile.users() + ": "
                            + e.getMessage());
        }
        folder.delete();
    }
}
