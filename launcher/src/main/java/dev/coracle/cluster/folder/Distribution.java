package dev.coracle.cluster.folder;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the launch scripts lie. */
public final class Distribution {

    private Distribution() {}

    /** The folder that the launch script named, with {@code bin/} in it. @throws ClusterException if this JVM was not started by it */
    public static Path folder() {
        String set = System.getenv("CORACLE_DIST");
        if (set == null || !Files.isDirectory(Path.of(set, "bin"))) {
            throw new ClusterException("the distribution was not found; start this through ./coracle or bin/coracle");
        }
        return Path.of(set);
    }
}
