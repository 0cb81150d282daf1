package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What deciding needs to know of a node; equal ones need no new decisions.
 *
 * @param pods   how many it takes
 * @param images sizes in bytes by each name an image has
 */
public record NodeInfo(String name, Map<String, String> labels, Requests allocatable, long pods,
        List<TaintMatch.Taint> taints, boolean unschedulable, Map<String, Long> images) {

    public static NodeInfo of(Node node) {
        Map<String, Quantity> allocatable = node.getStatus() == null || node.getStatus().getAllocatable() == null
                ? Map.of()
                : node.getStatus().getAllocatable();
        Quantity pods = allocatable.get("pods");
        Map<String, Long> images = new HashMap<>();
        if (node.getStatus() != null) {
            for (ContainerImage image : node.getStatus().getImages()) {
                long size = image.getSizeBytes() == null ? 0 : image.getSizeBytes();
                image.getNames().forEach(name -> images.put(name, size));
            }
        }
        Map<String, String> labels = node.getMetadata().getLabels();
        boolean hasSpec = node.getSpec() != null;
        return new NodeInfo(node.getMetadata().getName(), labels == null ? Map.of() : Map.copyOf(labels),
                Requests.of(allocatable), pods == null ? 0 : Quantities.value(pods),
                hasSpec ? node.getSpec().getTaints().stream().map(TaintMatch.Taint::of).toList() : List.of(),
                hasSpec && Boolean.TRUE.equals(node.getSpec().getUnschedulable()), Map.copyOf(images));
    }
}
