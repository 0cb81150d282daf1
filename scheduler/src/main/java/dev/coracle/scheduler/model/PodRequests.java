package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a pod asks for, of all its containers (KEP-753): containers and sidecars together, or, if that is more, an init
 * container with the sidecars that run before it. Requests of the pod as a whole (KEP-2837) take the place of the sum;
 * overhead is added.
 */
final class PodRequests {

    /** What a container that asks for nothing counts as when nodes are compared. */
    private static final long DEFAULT_CPU = 100;
    private static final long DEFAULT_MEMORY = 200L * 1024 * 1024;

    private PodRequests() {}

    /** For whether it fits. */
    static Requests of(PodSpec spec) {
        return total(spec, PodRequests::asked);
    }

    /** For comparing nodes: a container that doesn't say counts a little. */
    static Requests nonZero(PodSpec spec) {
        return total(spec, container -> {
            Requests asked = asked(container);
            return new Requests(has(container, "cpu") ? asked.cpu() : DEFAULT_CPU,
                    has(container, "memory") ? asked.memory() : DEFAULT_MEMORY, asked.storage(), asked.extended());
        });
    }

    private static boolean has(Container container, String resource) {
        return container.getResources() != null && container.getResources().getRequests() != null
                && container.getResources().getRequests().containsKey(resource);
    }

    private static Requests asked(Container container) {
        return container.getResources() == null || container.getResources().getRequests() == null
                ? Requests.NONE
                : Requests.of(container.getResources().getRequests());
    }

    private static Requests total(PodSpec spec, Function<Container, Requests> each) {
        Requests running = Requests.NONE;
        for (Container container : spec.getContainers()) {
            running = running.plus(each.apply(container));
        }
        Requests sidecars = Requests.NONE;
        Requests initial = Requests.NONE;
        for (Container container : spec.getInitContainers()) {
            Requests asked = each.apply(container);
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(asked);
                initial = initial.max(sidecars);
            } else {
                initial = initial.max(asked.plus(sidecars));
            }
        }
        Requests total = running.plus(sidecars).max(initial);
        if (spec.getResources() != null && spec.getResources().getRequests() != null) {
            total = override(total, spec.getResources().getRequests());
        }
        return spec.getOverhead() == null || spec.getOverhead().isEmpty()
                ? total
                : total.plus(Requests.of(spec.getOverhead()));
    }

    private static Requests override(Requests total, Map<String, Quantity> ofPod) {
        Requests whole = Requests.of(ofPod);
        Map<String, Long> extended = new HashMap<>(total.extended());
        extended.putAll(whole.extended());
        return new Requests(ofPod.containsKey("cpu") ? whole.cpu() : total.cpu(),
                ofPod.containsKey("memory") ? whole.memory() : total.memory(), total.storage(), Map.copyOf(extended));
    }
}
