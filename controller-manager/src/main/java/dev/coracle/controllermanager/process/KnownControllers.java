package dev.coracle.controllermanager.process;

import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.ControllerRegistry;
import dev.coracle.controllermanager.cronjob.CronJobController;
import dev.coracle.controllermanager.daemonset.DaemonSetController;
import dev.coracle.controllermanager.deployment.DeploymentController;
import dev.coracle.controllermanager.job.JobController;
import dev.coracle.controllermanager.replicaset.ReplicaSetController;
import dev.coracle.controllermanager.statefulset.StatefulSetController;
import java.util.ArrayList;
import java.util.List;

/** Every controller that there is. */
public final class KnownControllers {

    private KnownControllers() {}

    /** All of them, in the order in which they start. */
    public static ControllerRegistry registry() {
        List<ControllerFactory> all = new ArrayList<>();
        all.addAll(workloads());
        return new ControllerRegistry(all);
    }

    /** Those that make pods. */
    public static List<ControllerFactory> workloads() {
        return List.of(ReplicaSetController.replicationControllers(), ReplicaSetController.replicaSets(),
                DeploymentController.factory(), StatefulSetController.factory(), DaemonSetController.factory(),
                JobController.factory(), CronJobController.factory());
    }
}
