package dev.coracle.cluster.history;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One field that differs between two versions. @param before empty if the field is new @param after empty if it is gone */
public record Change(String path, Optional<JsonNode> before, Optional<JsonNode> after) {}
