package dev.coracle.controllermanager;

import java.util.Map;

/**
 * What the command line says about controllers.
 *
 * @param workers how many keys each controller reconciles at a time, by controller name ({@code --concurrent-*-syncs})
 */
public record ControllerOptions(Map<String, Integer> workers) {

    /** Nothing said: every controller uses its own defaults. */
    public static final ControllerOptions DEFAULTS = new ControllerOptions(Map.of());

    public ControllerOptions {
        workers = Map.copyOf(workers);
    }

    /** The number of workers of {@code controller}, or {@code otherwise} where nothing was said. */
    public int workersOf(String controller, int otherwise) {
        return workers.getOrDefault(controller, otherwise);
    }
}
