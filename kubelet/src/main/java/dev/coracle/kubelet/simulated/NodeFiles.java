package dev.coracle.kubelet.simulated;

import dev.coracle.kubelet.runtime.ContainerConfig;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The names of the files that containers have made in folders of their nodes (volumes of type hostPath), so that the next container finds them. What they
 * make elsewhere goes with them. Of more than {@value #MOST} the oldest are forgotten, and all when the kubelet ends. Safe for use by any number of threads.
 */
final class NodeFiles {

    private static final int MOST = 10_000;

    private final Set<String> made = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    /** The files that one container sees. For one thread at a time. */
    interface Files {
        boolean has(String path);

        void make(String path);
    }

    /** What a container sees whose node nobody knows. */
    static Files own() {
        Set<String> own = new HashSet<>();
        return new Files() {
            @Override
            public boolean has(String path) {
                return own.contains(path);
            }

            @Override
            public void make(String path) {
                own.add(path);
            }
        };
    }

    Files of(ContainerConfig config) {
        Files own = own();
        return new Files() {
            @Override
            public boolean has(String path) {
                String onNode = onNode(config, path);
                return onNode.isEmpty() ? own.has(path) : made.contains(onNode);
            }

            @Override
            public void make(String path) {
                String onNode = onNode(config, path);
                if (onNode.isEmpty()) {
                    own.make(path);
                } else {
                    made.add(onNode);
                }
            }
        };
    }

    /** Node and path of a file below one of the container's folders of the node; empty for others. */
    private static String onNode(ContainerConfig config, String path) {
        String longest = "";
        for (String mount : config.hostPaths().keySet()) {
            if (path.startsWith(mount + "/") && mount.length() >= longest.length()) {
                longest = mount;
            }
        }
        return longest.isEmpty()
                ? ""
                : config.node() + ":" + config.hostPaths().get(longest) + path.substring(longest.length());
    }
}
