package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.plugin.Rejection;
import org.jspecify.annotations.Nullable;

/** What else one pod asks of a node, such as where its volumes are. */
@FunctionalInterface
public interface ExtraFilter {

    ExtraFilter NONE = node -> null;

    /** Null when the node will do. */
    @Nullable
    Rejection reject(NodeInfo node);
}
