package dev.coracle.cluster.component;

import dev.coracle.cluster.folder.ClusterFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All components in one JVM, still over list and watch: each gets the flags it would have as a process of its own. The arguments are
 * those of all components, each introduced by {@code --component NAME}.
 */
public final class OneProcess {

    private OneProcess() {}

    public static ComponentSpec spec(ClusterFolder folder, ControlPlane plane) throws IOException {
        List<ComponentSpec> specs = plane.components();
        return new ComponentSpec("one-process", "libexec/one-process", arguments(specs), specs.getLast().health());
    }

    /** The command line of a process that hosts these. */
    public static List<String> arguments(List<ComponentSpec> specs) {
        List<String> arguments = new ArrayList<>();
        for (ComponentSpec spec : specs) {
            arguments.add("--component");
            arguments.add(spec.name());
            arguments.addAll(spec.arguments());
        }
        return arguments;
    }
}
