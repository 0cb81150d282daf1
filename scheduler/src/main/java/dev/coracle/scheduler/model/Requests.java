package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * What a pod asks for, or a node has. Immutable.
 *
 * @param cpu      in thousandths of a core
 * @param memory   bytes
 * @param storage  ephemeral, bytes
 * @param extended every other resource by name
 */
public record Requests(long cpu, long memory, long storage, Map<String, Long> extended) {

    public static final Requests NONE = new Requests(0, 0, 0, Map.of());

    public static Requests of(Map<String, Quantity> quantities) {
        long cpu = 0;
        long memory = 0;
        long storage = 0;
        Map<String, Long> extended = new HashMap<>();
        for (Map.Entry<String, Quantity> entry : quantities.entrySet()) {
            switch (entry.getKey()) {
                case "cpu" -> cpu = Quantities.milli(entry.getValue());
                case "memory" -> memory = Quantities.value(entry.getValue());
                case "ephemeral-storage" -> storage = Quantities.value(entry.getValue());
                case "pods" -> {
                    // A node's number of pods is kept apart.
                }
                default -> extended.put(entry.getKey(), Quantities.value(entry.getValue()));
            }
        }
        return new Requests(cpu, memory, storage, extended.isEmpty() ? Map.of() : Map.copyOf(extended));
    }

    public Requests plus(Requests other) {
        return new Requests(cpu + other.cpu, memory + other.memory, storage + other.storage,
                merge(extended, other.extended, true));
    }

    /** The greater of each. */
    public Requests max(Requests other) {
        return new Requests(Math.max(cpu, other.cpu), Math.max(memory, other.memory),
                Math.max(storage, other.storage), merge(extended, other.extended, false));
    }

    private static Map<String, Long> merge(Map<String, Long> a, Map<String, Long> b, boolean sum) {
        if (b.isEmpty()) {
            return a;
        }
        if (a.isEmpty()) {
            return b;
        }
        Map<String, Long> merged = new HashMap<>(a);
        b.forEach((name, amount) -> merged.merge(name, amount, sum ? Long::sum : Math::max));
        return Map.copyOf(merged);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
