package dev.coracle.controllermanager.workload.revision;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods made from templates. */
public final class PodTemplates {

    private PodTemplates() {}

    /** A new pod of {@code template} for {@code owner}, which it names as its controller; the caller may change it. */
    public static Pod pod(PodTemplateSpec template, HasMetadata owner) {
        PodTemplateSpec copy = Copies.deepCopy(template);
        ObjectMeta from = copy.getMetadata() == null ? new ObjectMeta() : copy.getMetadata();
        ObjectMeta metadata = new ObjectMetaBuilder().withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withLabels(copy(from.getLabels())).withAnnotations(copy(from.getAnnotations()))
                .withFinalizers(from.getFinalizers() == null ? List.of() : new ArrayList<>(from.getFinalizers()))
                .withOwnerReferences(OwnerRefs.controllerRef(owner)).build();
        Pod pod = new Pod();
        pod.setApiVersion("v1");
        pod.setKind("Pod");
        pod.setMetadata(metadata);
        pod.setSpec(copy.getSpec() == null ? new PodSpec() : copy.getSpec());
        return pod;
    }

    /** The labels of {@code template}, never null. */
    public static Map<String, String> labels(PodTemplateSpec template) {
        return template.getMetadata() == null || template.getMetadata().getLabels() == null
                ? Map.of()
                : template.getMetadata().getLabels();
    }

    /** {@code map} with one entry more. */
    public static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> result = new LinkedHashMap<>(map);
        result.put(key, value);
        return result;
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
    }
}
