package dev.coracle.controllermanager.job;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Job's podFailurePolicy makes of a failed pod: the first rule that matches decides. */
final class FailurePolicy {

    /** What is to happen. */
    enum Action {
        /** The whole Job fails. */
        FAIL_JOB,
        /** The pod's index fails, however many tries it has left. */
        FAIL_INDEX,
        /** The failure counts towards no limit. */
        IGNORE,
        /** The failure counts, as it does without a policy. */
        COUNT
    }

    /** A verdict and, for what fails the Job, why. */
    record Verdict(Action action, String message) {}

    private static final Verdict COUNT = new Verdict(Action.COUNT, "");

    private FailurePolicy() {}

    static Verdict judge(Job job, Pod pod) {
        if (job.getSpec().getPodFailurePolicy() == null || !Pods.isFailed(pod)) {
            return COUNT;
        }
        List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            Optional<String> match = match(rules.get(i), pod);
            if (match.isPresent()) {
                String action = rules.get(i).getAction();
                return new Verdict(action(action), match.get() + " matching " + action + " rule at index " + i);
            }
        }
        return COUNT;
    }

    static boolean counts(Job job, Pod pod) {
        return judge(job, pod).action() != Action.IGNORE;
    }

    private static Action action(String name) {
        return switch (name) {
            case "FailJob" -> Action.FAIL_JOB;
            case "FailIndex" -> Action.FAIL_INDEX;
            case "Ignore" -> Action.IGNORE;
            case "Count" -> Action.COUNT;
            // A later version's action: count, as where there is no policy.
            case String later -> Action.COUNT;
        };
    }

    private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        if (rule.getOnExitCodes() != null) {
            return exited(rule.getOnExitCodes(), pod).map(status -> "Container " + status.getName() + " for pod " + name
                    + " failed with exit code " + status.getState().getTerminated().getExitCode());
        }
        return has(rule, pod).map(condition -> "Pod " + name + " has condition " + condition.getType());
    }

    private static Optional<ContainerStatus> exited(PodFailurePolicyOnExitCodesRequirement wanted, Pod pod) {
        Stream<ContainerStatus> all = Stream.concat(stream(pod.getStatus().getContainerStatuses()),
                stream(pod.getStatus().getInitContainerStatuses()));
        return all.filter(s -> wanted.getContainerName() == null || wanted.getContainerName().equals(s.getName()))
                .filter(s -> s.getState() != null && s.getState().getTerminated() != null)
                .filter(s -> matches(wanted, Pods.orZero(s.getState().getTerminated().getExitCode()))).findFirst();
    }

    /** A container that ended well matches nothing, not even {@code NotIn}. */
    private static boolean matches(PodFailurePolicyOnExitCodesRequirement wanted, int exitCode) {
        boolean listed = wanted.getValues().contains(exitCode);
        return exitCode != 0 && ("In".equals(wanted.getOperator()) ? listed : !listed);
    }

    private static Optional<PodCondition> has(PodFailurePolicyRule rule, Pod pod) {
        return stream(rule.getOnPodConditions())
                .flatMap(pattern -> Pods.condition(pod, pattern.getType())
                        .filter(c -> c.getStatus().equals(pattern.getStatus() == null ? "True" : pattern.getStatus()))
                        .stream())
                .findFirst();
    }

    private static <T> Stream<T> stream(@Nullable List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}
