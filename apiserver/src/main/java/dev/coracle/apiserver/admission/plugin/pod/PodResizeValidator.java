package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.quota.PodTotals;
import dev.coracle.api.status.StatusCause;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A running pod can't be resized to more than its node has, nor on a node that can't resize pods. */
public final class PodResizeValidator implements AdmissionPlugin {

    private static final String OS = "kubernetes.io/os";

    private final Objects objects;

    public PodResizeValidator(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PodResizeValidator";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!BoundPodUpdates.is(request, Set.of("resize"))) {
            return;
        }
        ObjectNode node = BoundPodUpdates.node(request, objects);
        String os = Meta.labels(node).getOrDefault(OS, "linux");
        if (!os.equals("linux")) {
            throw refused(request, "pod resize is only supported on linux nodes, node \"" + Meta.name(node)
                    + "\" is \"" + os + "\"", "UnsupportedPlatform");
        }
        List<String> tooMuch = tooMuch(PodTotals.total(request.object(), "requests"),
                ResourceList.of(node, "status", "allocatable"));
        if (!tooMuch.isEmpty()) {
            throw refused(request,
                    "node didn't have enough allocatable resources: " + String.join("; ", tooMuch), "NodeCapacity");
        }
    }

    private static List<String> tooMuch(Map<String, Quantity> requests, Map<String, Quantity> allocatable) {
        List<String> found = new ArrayList<>();
        Quantity cpu = requests.getOrDefault("cpu", Quantity.ZERO);
        Quantity cpuThere = allocatable.getOrDefault("cpu", Quantity.ZERO);
        if (cpu.compareTo(cpuThere) > 0) {
            found.add("cpu, requested: " + cpu.milliValue() + ", allocatable: " + cpuThere.milliValue());
        }
        Quantity memory = requests.getOrDefault("memory", Quantity.ZERO);
        Quantity memoryThere = allocatable.getOrDefault("memory", Quantity.ZERO);
        if (memory.compareTo(memoryThere) > 0) {
            found.add("memory, requested: " + memory.value() + ", allocatable: " + memoryThere.value());
        }
        return found;
    }

    private static RuntimeException refused(AdmissionRequest request, String why, String reason) {
        return Requests.forbidden(request, why, new StatusCause(reason, "", ""));
    }
}
