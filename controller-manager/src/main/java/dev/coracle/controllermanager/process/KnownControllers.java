package dev.coracle.controllermanager.process;

import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.ControllerRegistry;
import dev.coracle.controllermanager.clusterrole.ClusterRoleAggregation;
import dev.coracle.controllermanager.cronjob.CronJobController;
import dev.coracle.controllermanager.daemonset.DaemonSetController;
import dev.coracle.controllermanager.deployment.DeploymentController;
import dev.coracle.controllermanager.job.JobController;
import dev.coracle.controllermanager.replicaset.ReplicaSetController;
import dev.coracle.controllermanager.certificates.ApprovingController;
import dev.coracle.controllermanager.certificates.CleaningController;
import dev.coracle.controllermanager.certificates.SigningController;
import dev.coracle.controllermanager.serviceaccount.LegacyTokenCleaner;
import dev.coracle.controllermanager.cleanup.FinishedJobController;
import dev.coracle.controllermanager.cleanup.PodGarbageController;
import dev.coracle.controllermanager.cleanup.ProtectionController;
import dev.coracle.controllermanager.disruption.DisruptionController;
import dev.coracle.controllermanager.endpoints.EndpointSliceController;
import dev.coracle.controllermanager.endpoints.EndpointsController;
import dev.coracle.controllermanager.garbage.GarbageController;
import dev.coracle.controllermanager.namespace.NamespaceController;
import dev.coracle.controllermanager.node.NodeLifecycleController;
import dev.coracle.controllermanager.node.TaintEvictionController;
import dev.coracle.controllermanager.quota.ResourceQuotaController;
import dev.coracle.controllermanager.serviceaccount.RootCaPublisher;
import dev.coracle.controllermanager.serviceaccount.ServiceAccountController;
import dev.coracle.controllermanager.serviceaccount.TokenSecretController;
import dev.coracle.controllermanager.statefulset.StatefulSetController;
import java.util.ArrayList;
import java.util.List;

/** Every controller that there is. */
public final class KnownControllers {

    private KnownControllers() {}

    /** All of them, in the order in which they start. */
    public static ControllerRegistry registry() {
        List<ControllerFactory> all = new ArrayList<>();
        all.addAll(housekeeping());
        all.addAll(workloads());
        return new ControllerRegistry(all);
    }

    /** Those that keep namespaces, nodes and services in order. */
    public static List<ControllerFactory> housekeeping() {
        return List.of(ServiceAccountController.factory(), RootCaPublisher.factory(), TokenSecretController.factory(),
                NamespaceController.factory(), GarbageController.factory(), NodeLifecycleController.factory(),
                TaintEvictionController.factory(), EndpointsController.factory(), EndpointSliceController.factory(),
                ResourceQuotaController.factory(), DisruptionController.factory(), PodGarbageController.factory(),
                FinishedJobController.factory(), ProtectionController.claims(), ProtectionController.volumes(),
                ProtectionController.attributesClasses(), ClusterRoleAggregation.factory(),
                ApprovingController.factory(), SigningController.factory(), CleaningController.factory(),
                LegacyTokenCleaner.factory());
    }

    /** Those that make pods. */
    public static List<ControllerFactory> workloads() {
        return List.of(ReplicaSetController.replicationControllers(), ReplicaSetController.replicaSets(),
                DeploymentController.factory(), StatefulSetController.factory(), DaemonSetController.factory(),
                JobController.factory(), CronJobController.factory());
    }
}
