package dev.coracle.controllermanager.deployment;

import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Deployment's conditions while a plan is worked out. For one thread. */
final class Conditions {

    static final String AVAILABLE = "Available";
    static final String PROGRESSING = "Progressing";
    static final String REPLICA_FAILURE = "ReplicaFailure";

    static final String NEW_SET_AVAILABLE = "NewReplicaSetAvailable";
    static final String DEADLINE_EXCEEDED = "ProgressDeadlineExceeded";
    static final String PAUSED = "DeploymentPaused";

    private final List<DeploymentCondition> conditions;
    private final String now;

    Conditions(List<DeploymentCondition> conditions, Instant now) {
        this.conditions = new ArrayList<>(conditions);
        this.now = Times.format(now);
    }

    Optional<DeploymentCondition> get(String type) {
        return conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
    }

    boolean has(String type, String reason) {
        return get(type).filter(c -> reason.equals(c.getReason())).isPresent();
    }

    /** Sets a condition, unless it has that status and reason already: its times tell when that began. */
    void set(String type, String status, String reason, String message) {
        Optional<DeploymentCondition> before = get(type);
        if (before.filter(c -> status.equals(c.getStatus()) && reason.equals(c.getReason())).isEmpty()) {
            refresh(type, status, reason, message);
        }
    }

    /** Sets a condition and that it was updated now, even where status and reason stay. */
    void refresh(String type, String status, String reason, String message) {
        String transition = get(type).filter(c -> status.equals(c.getStatus()))
                .map(DeploymentCondition::getLastTransitionTime).orElse(now);
        remove(type);
        conditions.add(new DeploymentConditionBuilder().withType(type).withStatus(status).withReason(reason)
                .withMessage(message).withLastUpdateTime(now).withLastTransitionTime(transition).build());
    }

    void remove(String type) {
        conditions.removeIf(c -> c.getType().equals(type));
    }

    List<DeploymentCondition> list() {
        return List.copyOf(conditions);
    }
}
