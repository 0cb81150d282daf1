package dev.coracle.scheduler.cluster;

import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Requests;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The nodes in columns: each has a slot, and each fact that every decision reads is an array over slots. Changed only
 * between decisions, by the one thread that decides; it is a snapshot that is repaired in place.
 *
 * <p>Every change of a slot moves {@link #generation()} on and is stamped on the slot, so that what was worked out from
 * the columns can be repaired by looking at the changed slots alone:
 *
 * <pre>
 * generation 7    slot 0: 3   slot 1: 7   slot 2: 5      results as of 5 need slot 1 again
 * </pre>
 */
public final class Nodes {

    private final Map<String, Integer> slotOf = new HashMap<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int slots;
    private long generation = 1;
    private long nodeGeneration = 1;

    private @Nullable NodeInfo[] info = new NodeInfo[16];
    private long[] changed = new long[16];
    private long[] nodeChanged = new long[16];
    private long[] freeCpu = new long[16];
    private long[] freeMemory = new long[16];
    private long[] freeStorage = new long[16];
    private long[] freePods = new long[16];
    private long[] nonZeroCpu = new long[16];
    private long[] nonZeroMemory = new long[16];
    private int[] podsWithPorts = new int[16];
    private int[] podsWithAffinity = new int[16];
    private final List<ArrayList<PodInfo>> pods = new ArrayList<>();
    private final List<Map<String, Long>> extended = new ArrayList<>();
    private int affinePods;

    private final Map<String, Topology> topologies = new HashMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();

    /** The slots in use are below this; some of them may be empty. */
    public int slots() {
        return slots;
    }

    /** How many nodes there are. */
    public int size() {
        return slotOf.size();
    }

    public long generation() {
        return generation;
    }

    /** Moves on when a node itself changes, not its pods. */
    public long nodeGeneration() {
        return nodeGeneration;
    }

    /** When anything about the slot last changed. */
    public long changed(int slot) {
        return changed[slot];
    }

    /** When the node itself last changed. */
    public long nodeChanged(int slot) {
        return nodeChanged[slot];
    }

    /** The slot of a node; -1 when there is none of that name. */
    public int slot(String name) {
        return slotOf.getOrDefault(name, -1);
    }

    /** Whether there is a node in the slot. */
    public boolean present(int slot) {
        return info[slot] != null;
    }

    public NodeInfo node(int slot) {
        NodeInfo node = info[slot];
        if (node == null) {
            throw new IllegalStateException("slot " + slot + " is empty");
        }
        return node;
    }

    /** What is left of cpu; negative where more is asked for than there is. */
    public long freeCpu(int slot) {
        return freeCpu[slot];
    }

    public long freeMemory(int slot) {
        return freeMemory[slot];
    }

    public long freeStorage(int slot) {
        return freeStorage[slot];
    }

    /** How many more pods it takes. */
    public long freePods(int slot) {
        return freePods[slot];
    }

    public long freeExtended(int slot, String resource) {
        return node(slot).allocatable().extended().getOrDefault(resource, 0L)
                - extended.get(slot).getOrDefault(resource, 0L);
    }

    /** What its pods ask for, those that don't say counted a little. */
    public long nonZeroCpu(int slot) {
        return nonZeroCpu[slot];
    }

    public long nonZeroMemory(int slot) {
        return nonZeroMemory[slot];
    }

    public int podsWithPorts(int slot) {
        return podsWithPorts[slot];
    }

    /** How many of its pods say something about other pods. */
    public int podsWithAffinity(int slot) {
        return podsWithAffinity[slot];
    }

    /** How many pods of the cluster say something about other pods. */
    public int affinePods() {
        return affinePods;
    }

    public List<PodInfo> pods(int slot) {
        return pods.get(slot);
    }

    /** Adds the node or changes it, keeping its pods. False when nothing that matters changed. */
    public boolean put(NodeInfo node) {
        Integer known = slotOf.get(node.name());
        int slot = known == null ? allocate(node.name()) : known;
        NodeInfo before = info[slot];
        if (node.equals(before)) {
            return false;
        }
        Requests was = before == null ? Requests.NONE : before.allocatable();
        Requests is = node.allocatable();
        freeCpu[slot] += is.cpu() - was.cpu();
        freeMemory[slot] += is.memory() - was.memory();
        freeStorage[slot] += is.storage() - was.storage();
        freePods[slot] += node.pods() - (before == null ? 0 : before.pods());
        info[slot] = node;
        touchNode(slot);
        return true;
    }

    /** Removes the node; its pods are forgotten with it. */
    public void remove(String name) {
        Integer slot = slotOf.remove(name);
        if (slot == null) {
            return;
        }
        affinePods -= podsWithAffinity[slot];
        info[slot] = null;
        freeCpu[slot] = 0;
        freeMemory[slot] = 0;
        freeStorage[slot] = 0;
        freePods[slot] = 0;
        nonZeroCpu[slot] = 0;
        nonZeroMemory[slot] = 0;
        podsWithPorts[slot] = 0;
        podsWithAffinity[slot] = 0;
        pods.set(slot, new ArrayList<>());
        extended.set(slot, new HashMap<>());
        touchNode(slot);
        free.push(slot);
    }

    private int allocate(String name) {
        Integer reused = free.poll();
        int slot = reused == null ? slots++ : reused;
        if (reused == null) {
            grow(slots);
            pods.add(new ArrayList<>());
            extended.add(new HashMap<>());
        }
        slotOf.put(name, slot);
        return slot;
    }

    private void grow(int wanted) {
        if (wanted <= info.length) {
            return;
        }
        int length = Math.max(wanted, info.length * 2);
        info = Arrays.copyOf(info, length);
        changed = Arrays.copyOf(changed, length);
        nodeChanged = Arrays.copyOf(nodeChanged, length);
        freeCpu = Arrays.copyOf(freeCpu, length);
        freeMemory = Arrays.copyOf(freeMemory, length);
        freeStorage = Arrays.copyOf(freeStorage, length);
        freePods = Arrays.copyOf(freePods, length);
        nonZeroCpu = Arrays.copyOf(nonZeroCpu, length);
        nonZeroMemory = Arrays.copyOf(nonZeroMemory, length);
        podsWithPorts = Arrays.copyOf(podsWithPorts, length);
        podsWithAffinity = Arrays.copyOf(podsWithAffinity, length);
    }

    private void touchNode(int slot) {
        nodeGeneration++;
        touch(slot);
        nodeChanged[slot] = changed[slot];
    }

    private void touch(int slot) {
        changed[slot] = ++generation;
    }

    /** Puts a pod on a node. */
    public void addPod(int slot, PodInfo pod) {
        pods.get(slot).add(pod);
        account(slot, pod, 1);
    }

    /** Takes a pod off a node; by identity, since that is what was added. */
    public void removePod(int slot, PodInfo pod) {
        ArrayList<PodInfo> here = pods.get(slot);
        for (int i = here.size() - 1; i >= 0; i--) {
            if (here.get(i) == pod) {
                here.set(i, here.get(here.size() - 1));
                here.remove(here.size() - 1);
                account(slot, pod, -1);
                return;
            }
        }
        throw new IllegalStateException("pod " + pod + " is not on node " + node(slot).name());
    }

    private void account(int slot, PodInfo pod, int sign) {
        Requests requests = pod.shape().requests();
        freeCpu[slot] -= sign * requests.cpu();
        freeMemory[slot] -= sign * requests.memory();
        freeStorage[slot] -= sign * requests.storage();
        freePods[slot] -= sign;
        nonZeroCpu[slot] += sign * pod.shape().nonZero().cpu();
        nonZeroMemory[slot] += sign * pod.shape().nonZero().memory();
        requests.extended().forEach((name, amount) -> extended.get(slot).merge(name, sign * amount, Long::sum));
        podsWithPorts[slot] += pod.shape().ports().isEmpty() ? 0 : sign;
        if (pod.shape().hasPodAffinity()) {
            podsWithAffinity[slot] += sign;
            affinePods += sign;
        }
        touch(slot);
    }

    /** The values that a node label has, as numbers. */
    public Topology topology(String key) {
        Topology topology = topologies.get(key);
        if (topology == null || topology.generation() != nodeGeneration) {
            topology = Topology.of(key, this);
            topologies.put(key, topology);
        }
        return topology;
    }

    /** The labels of a namespace, which selectors of namespaces look at. */
    public Function<String, Map<String, String>> namespaceLabels() {
        return name -> namespaces.getOrDefault(name, Map.of());
    }

    /** Whether this changed anything; if so, what depends on namespaces must be worked out anew. */
    public boolean putNamespace(String name, Map<String, String> labels) {
        return !labels.equals(namespaces.put(name, Map.copyOf(labels)));
    }

    public void removeNamespace(String name) {
        namespaces.remove(name);
    }

    public Collection<String> names() {
        return slotOf.keySet();
    }
}
