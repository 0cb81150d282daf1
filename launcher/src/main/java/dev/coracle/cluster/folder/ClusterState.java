package dev.coracle.cluster.folder;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a cluster is and which processes it has, as kept in {@code cluster.json}.
 *
 * @param components the running processes; empty when the cluster is down
 */
public record ClusterState(String name, int port, int nodes, boolean inMemory, boolean oneProcess,
        Optional<String> etcdServers, List<Component> components) {

    /** The format this version writes; a folder of a higher one is left alone. */
    public static final int FORMAT = 1;

    /**
     * A process of the cluster.
     *
     * @param started when the process began, in milliseconds since 1970: with the pid it names the process for certain
     * @param health  the URL that says whether it is ready
     */
    public record Component(String name, long pid, long started, String health) {}

    public ClusterState {
        components = List.copyOf(components);
    }

    public ClusterState withComponents(List<Component> now) {
        return new ClusterState(name, port, nodes, inMemory, oneProcess, etcdServers, now);
    }

    public Optional<Component> component(String wanted) {
        return components.stream().filter(c -> c.name().equals(wanted)).findFirst();
    }

    /** @throws ClusterException if the file is damaged or of a newer format */
    public static Optional<ClusterState> read(ClusterFolder folder) {
        if (!folder.exists()) {
            return Optional.empty();
        }
        ObjectNode tree;
        try {
            tree = (ObjectNode) Json.parse(Files.readAllBytes(folder.state()));
        } catch (IOException | JacksonException | ClassCastException e) {
            throw new ClusterException(folder.state() + " cannot be read (" + e.getMessage()
                    + "); restore it, or remove the cluster with coracle delete");
        }
        long format = Trees.integer(tree, "format").orElse(0L);
        if (format > FORMAT) {
            throw new ClusterException("the data folder " + folder.root() + " has format " + format
                    + ", and this version knows formats up to " + FORMAT + "; use the version of Coracle that made it");
        }
        List<Component> components = new ArrayList<>();
        for (ObjectNode one : Trees.objects(tree, "components")) {
            components.add(new Component(Trees.string(one, "name"), Trees.integer(one, "pid").orElse(0L),
                    Trees.integer(one, "started").orElse(0L), Trees.string(one, "health")));
        }
        return Optional
                .of(new ClusterState(Trees.string(tree, "name"), Trees.integer(tree, "port").orElse(0L).intValue(),
                        Trees.integer(tree, "nodes").orElse(1L).intValue(), Trees.bool(tree, "inMemory"),
                        Trees.bool(tree, "oneProcess"),
                        Optional.of(Trees.string(tree, "etcdServers")).filter(s -> !s.isEmpty()), components));
    }

    /** Replaces the file in one step. */
    public void write(ClusterFolder folder) {
        ObjectNode tree = Json.object();
        tree.put("format", FORMAT).put("name", name).put("port", port).put("nodes", nodes);
        tree.put("inMemory", inMemory).put("oneProcess", oneProcess);
        etcdServers.ifPresent(servers -> tree.put("etcdServers", servers));
        ArrayNode list = tree.putArray("components");
        for (Component one : components) {
            list.addObject().put("name", one.name()).put("pid", one.pid()).put("started", one.started()).put("health",
                    one.health());
        }
        try {
            Path fresh = folder.root().resolve("cluster.json.new");
            Files.write(fresh, Json.print(tree));
            Files.move(fresh, folder.state(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException("cannot write " + folder.state() + ": " + e.getMessage());
        }
    }
}
