package dev.coracle.controllermanager.job.pods;

import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.TemplateHash;
import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Job's pods: how they are made, and what they say about their end. */
public final class JobPods {

    /** Keeps a pod until it is counted. */
    public static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURE_COUNT = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURE_COUNT = "batch.kubernetes.io/job-index-ignored-failure-count";

    private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int NAME_LIMIT = 63;
    private static final int RANDOM_SUFFIX = 5;

    private JobPods() {}

    /** What a new pod is to be: which index, and how often that index failed before. */
    public record Wanted(Optional<Integer> index, int failures, int ignoredFailures) {}

    public static Pod create(Job job, Wanted wanted) {
        Pod pod = PodTemplates.pod(job.getSpec().getTemplate(), job);
        List<String> finalizers = new ArrayList<>(Pods.finalizers(pod));
        finalizers.add(FINALIZER);
        pod.getMetadata().setFinalizers(finalizers);
        wanted.index().ifPresent(index -> giveIndex(job, pod, wanted, index));
        return pod;
    }

    private static void giveIndex(Job job, Pod pod, Wanted wanted, int index) {
        String name = job.getMetadata().getName();
        String number = Integer.toString(index);
        Map<String, String> annotations = new LinkedHashMap<>(Pods.annotations(pod));
        annotations.put(INDEX, number);
        if (Spec.of(job).perIndex()) {
            annotations.put(FAILURE_COUNT, Integer.toString(wanted.failures()));
            if (wanted.ignoredFailures() > 0) {
                annotations.put(IGNORED_FAILURE_COUNT, Integer.toString(wanted.ignoredFailures()));
            }
        }
        pod.getMetadata().setAnnotations(annotations);
        pod.getMetadata().setLabels(PodTemplates.with(Pods.labels(pod), INDEX, number));
        String suffix = "-" + index + "-";
        int room = NAME_LIMIT - RANDOM_SUFFIX - suffix.length();
        pod.getMetadata().setGenerateName((name.length() > room ? name.substring(0, room) : name) + suffix);
        pod.getSpec().setHostname(name + "-" + index);
        pod.getSpec().getContainers().forEach(JobPods::tellIndex);
        if (pod.getSpec().getInitContainers() != null) {
            pod.getSpec().getInitContainers().forEach(JobPods::tellIndex);
        }
    }

    private static void tellIndex(Container container) {
        List<EnvVar> variables = new ArrayList<>(container.getEnv() == null ? List.of() : container.getEnv());
        if (variables.stream().noneMatch(v -> INDEX_VARIABLE.equals(v.getName()))) {
            variables.add(new EnvVarBuilder().withName(INDEX_VARIABLE).withNewValueFrom().withNewFieldRef()
                    .withFieldPath("metadata.labels['" + INDEX + "']").endFieldRef().endValueFrom().build());
            container.setEnv(variables);
        }
    }

    public static boolean isTracked(Pod pod) {
        return Pods.finalizers(pod).contains(FINALIZER);
    }

    public static Optional<Integer> index(Pod pod) {
        return TemplateHash.number(Pods.annotations(pod).get(INDEX)).filter(n -> n >= 0 && n <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    public static int failures(Pod pod) {
        return TemplateHash.number(Pods.annotations(pod).get(FAILURE_COUNT)).map(Long::intValue).orElse(0);
    }

    public static int ignoredFailures(Pod pod) {
        return TemplateHash.number(Pods.annotations(pod).get(IGNORED_FAILURE_COUNT)).map(Long::intValue).orElse(0);
    }

    /** Whether the pod counts as failed: one on its way out does so at once, unless only failed ones are replaced. */
    public static boolean isFailed(Pod pod, Spec spec) {
        return Pods.isFailed(pod)
                || !spec.replaceFailedOnly() && Pods.isTerminating(pod) && !Pods.isSucceeded(pod);
    }

    /** When the pod ended: its last container's end, or the best that is known. */
    public static Instant finished(Pod pod) {
        Optional<Instant> last = Optional.empty();
        if (pod.getStatus() != null && pod.getStatus().getContainerStatuses() != null) {
            last = pod.getStatus().getContainerStatuses().stream().map(JobPods::ended).flatMap(Optional::stream)
                    .max(Instant::compareTo);
        }
        return last.or(() -> Pods.condition(pod, "Ready").filter(c -> "False".equals(c.getStatus()))
                .flatMap(c -> Times.parse(c.getLastTransitionTime())))
                .or(() -> Times.parse(pod.getMetadata().getDeletionTimestamp()))
                .orElseGet(() -> Pods.created(pod));
    }

    private static Optional<Instant> ended(ContainerStatus status) {
        return status.getState() == null || status.getState().getTerminated() == null
                ? Optional.empty()
                : Times.parse(status.getState().getTerminated().getFinishedAt());
    }
}
