package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/** What is served right now; it changes as CustomResourceDefinitions come and go. Safe for use by any number of threads. */
public interface Resources {

    Optional<Resource> find(GroupVersionResource resource);

    /** In its storage version, or if that is not served, in its preferred one. */
    Optional<Resource> find(GroupResource resource);

    /** All, built-in ones first in the catalogue's order. */
    List<Resource> all();

    /** Counts up whenever {@link #all} changes, so that documents made from it know when they are stale. */
    long version();
}
