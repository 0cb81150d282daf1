package dev.coracle.client.config;

import dev.coracle.api.status.StatusException;
import tools.jackson.databind.node.ObjectNode;

/** Configuration files: YAML, which JSON is a part of, as a tree. */
public final class Yaml {

    private Yaml() {}

    /** The one object of a file. @throws IllegalArgumentException saying where it is no YAML, or that it is too large */
    public static ObjectNode read(byte[] yaml) {
        try {
            return dev.coracle.api.tree.Yaml.parseObject(yaml);
        } catch (StatusException e) {
            throw new IllegalArgumentException("not a YAML object: " + e.getMessage(), e);
        }
    }
}
