package dev.coracle.apiserver.discovery;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The group versions that other servers serve behind this one. Safe for use by any number of threads. */
public interface RemoteVersions {

    /**
     * One of them.
     *
     * @param groupPriority   the higher, the earlier its group comes
     * @param versionPriority the higher, the earlier it comes in its group
     * @param entry           as aggregated discovery shows it; belongs to nobody
     */
    record RemoteVersion(String group, String version, int groupPriority, int versionPriority, ObjectNode entry) {}

    /** Counts up whenever {@link #all} may have changed. */
    long version();

    List<RemoteVersion> all();
}
