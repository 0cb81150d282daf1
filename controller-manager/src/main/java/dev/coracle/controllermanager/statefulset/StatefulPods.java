package dev.coracle.controllermanager.statefulset;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.TemplateHash;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The identity of a StatefulSet's pod: its name, its labels, its place among the others, its volumes. */
final class StatefulPods {

    static final String REVISION = "controller-revision-hash";
    static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private StatefulPods() {}

    static String name(StatefulSet set, int ordinal) {
        return set.getMetadata().getName() + "-" + ordinal;
    }

    /** The ordinal in a pod's name; nothing for a name that {@code set} does not give. */
    static Optional<Integer> ordinal(StatefulSet set, Pod pod) {
        String name = pod.getMetadata().getName();
        String prefix = set.getMetadata().getName() + "-";
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        return TemplateHash.number(name.substring(prefix.length())).map(Long::intValue).filter(n -> n >= 0)
                .filter(n -> name.equals(prefix + n));
    }

    static String revision(Pod pod) {
        return Pods.labels(pod).getOrDefault(REVISION, "");
    }

    static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
        return template.getMetadata().getName() + "-" + name(set, ordinal);
    }

    /** A new pod of {@code template} in the place {@code ordinal}. */
    static Pod create(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        Pod pod = PodTemplates.pod(template, set);
        pod.getMetadata().setGenerateName(null);
        pod.getMetadata().setName(name(set, ordinal));
        Map<String, String> labels = new LinkedHashMap<>(Pods.labels(pod));
        labels.put(REVISION, revision);
        labels.putAll(identity(set, ordinal));
        pod.getMetadata().setLabels(labels);
        pod.getSpec().setHostname(name(set, ordinal));
        pod.getSpec().setSubdomain(set.getSpec().getServiceName());
        pod.getSpec().setVolumes(volumes(set, ordinal, pod.getSpec().getVolumes()));
        return pod;
    }

    static boolean hasIdentity(StatefulSet set, Pod pod, int ordinal) {
        return Pods.labels(pod).entrySet().containsAll(identity(set, ordinal).entrySet());
    }

    /** A copy with the labels of its place. */
    static Pod withIdentity(StatefulSet set, Pod pod, int ordinal) {
        Pod copy = Copies.deepCopy(pod);
        Map<String, String> labels = new LinkedHashMap<>(Pods.labels(pod));
        labels.putAll(identity(set, ordinal));
        copy.getMetadata().setLabels(labels);
        return copy;
    }

    private static Map<String, String> identity(StatefulSet set, int ordinal) {
        return Map.of(POD_NAME, name(set, ordinal), POD_INDEX, Integer.toString(ordinal));
    }

    /** Claims take the place of template volumes of the same name. */
    private static List<Volume> volumes(StatefulSet set, int ordinal, List<Volume> fromTemplate) {
        List<PersistentVolumeClaim> templates = templates(set);
        Set<String> claimed = templates.stream().map(t -> t.getMetadata().getName()).collect(Collectors.toSet());
        List<Volume> volumes = new ArrayList<>();
        for (PersistentVolumeClaim template : templates) {
            volumes.add(new VolumeBuilder().withName(template.getMetadata().getName()).withNewPersistentVolumeClaim()
                    .withClaimName(claimName(set, template, ordinal)).endPersistentVolumeClaim().build());
        }
        if (fromTemplate != null) {
            fromTemplate.stream().filter(volume -> !claimed.contains(volume.getName())).forEach(volumes::add);
        }
        return volumes;
    }

    static List<PersistentVolumeClaim> templates(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates() == null ? List.of() : set.getSpec().getVolumeClaimTemplates();
    }
}
