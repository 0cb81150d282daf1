package dev.coracle.cluster.snapshot;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a snapshot, as kept in its {@code snapshot.json}.
 *
 * @param cluster  whose state it is
 * @param created  when it was saved
 * @param revision the store's newest revision in it
 * @param keys     how many objects it has
 * @param checksum of its contents, as the store made it
 * @param format   of the checkpoint
 * @param parent   the snapshot that the cluster had last saved or gone back to
 */
public record Snapshot(String name, String cluster, Instant created, long revision, long keys, String checksum,
        int format, Optional<String> parent) {

    ObjectNode toTree() {
        ObjectNode tree = Json.object().put("name", name).put("cluster", cluster).put("created", created.toString())
                .put("revision", revision).put("keys", keys).put("checksum", checksum).put("format", format);
        parent.ifPresent(its -> tree.put("parent", its));
        return tree;
    }

    static Snapshot fromTree(String name, ObjectNode tree) {
        return new Snapshot(name, Trees.string(tree, "cluster"), Instant.parse(Trees.string(tree, "created")),
                Trees.integer(tree, "revision").orElse(0L), Trees.integer(tree, "keys").orElse(0L),
                Trees.string(tree, "checksum"), Trees.integer(tree, "format").orElse(0L).intValue(),
                Optional.of(Trees.string(tree, "parent")).filter(parent -> !parent.isEmpty()));
    }
}
