package dev.coracle.cluster.folder;

/** Names that people give to clusters and snapshots: labels as in DNS, so that they can be names of files and of hosts. */
public final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private Names() {}

    /** @param what the name is of @throws ClusterException if it cannot be used */
    public static void check(String what, String name) {
        if (!name.matches(LABEL)) {
            throw new ClusterException("the " + what + " name \"" + name
                    + "\" cannot be used: lower-case letters, digits and '-', at most 63, letter or digit first and last");
        }
    }
}
