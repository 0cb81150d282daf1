package dev.coracle.kubelet.node;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The nodes that this process plays: which they are, whether each is up, and which pod addresses each has. Safe for use by any number of threads. */
public final class NodeDirectory {

    private final String hostAddress;
    private final Map<String, PodAddresses> addresses = new ConcurrentHashMap<>();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Map<String, Boolean> crashed = new ConcurrentHashMap<>();

    public NodeDirectory(String hostAddress) {
        this.hostAddress = hostAddress;
    }

    void add(String node, String podCidr) {
        addresses.putIfAbsent(node, new PodAddresses(podCidr));
    }

    public boolean isOurs(@org.jspecify.annotations.Nullable String node) {
        return node != null && addresses.containsKey(node);
    }

    /** Whether the node is ours and has not been made to crash. */
    public boolean isRunning(@org.jspecify.annotations.Nullable String node) {
        return isOurs(node) && !crashed.getOrDefault(node, false);
    }

    /** @return whether that is news */
    boolean setCrashed(String node, boolean down) {
        Boolean before = crashed.put(node, down);
        return before == null ? down : before != down;
    }

    public String hostAddress() {
        return hostAddress;
    }

    /** An address for a pod; the one it had before if it is of the node's range. */
    public String takeAddress(String node, String before) {
        PodAddresses pool = addresses.get(node);
        if (pool == null) {
            throw new IllegalStateException("node " + node + " is not played here");
        }
        String address = before;
        if (before.isEmpty()) {
            address = pool.take();
        } else {
            pool.take(before);
        }
        owners.put(address, node);
        return address;
    }

    public void releaseAddress(String address) {
        String node = owners.remove(address);
        if (node != null) {
            Objects.requireNonNull(addresses.get(node)).release(address);
        }
    }
}
