package dev.coracle.apiserver.resource.core;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.core.node.Nodes;
import dev.coracle.apiserver.resource.core.quota.LimitRanges;
import dev.coracle.apiserver.resource.core.quota.ResourceQuotas;
import dev.coracle.apiserver.resource.core.service.Endpoints;
import dev.coracle.apiserver.resource.core.service.ServiceAllocators;
import dev.coracle.apiserver.resource.core.service.Services;
import dev.coracle.apiserver.resource.core.volume.PersistentVolumeClaims;
import dev.coracle.apiserver.resource.core.volume.PersistentVolumes;
import dev.coracle.apiserver.resource.core.workload.PodTemplates;
import dev.coracle.apiserver.resource.core.workload.Pods;
import dev.coracle.apiserver.resource.core.workload.ReplicationControllers;
import dev.coracle.apiserver.resource.table.Ages;
import java.time.Duration;
import java.util.List;

/** All kinds of the core group that are stored. */
public final class CoreKinds {

    private CoreKinds() {}

    public static List<KindRules> all(Ages ages, ServiceAllocators allocators, Duration eventLife) {
        return List.of(ComponentStatuses.rules(), ConfigMaps.rules(ages), Endpoints.rules(ages),
                Events.rules("", ages, eventLife), LimitRanges.rules(), Namespaces.rules(ages), Nodes.rules(ages),
                PersistentVolumeClaims.rules(ages), PersistentVolumes.rules(ages), Pods.rules(ages),
                PodTemplates.rules(ages), ReplicationControllers.rules(ages), ResourceQuotas.rules(ages),
                Secrets.rules(ages), ServiceAccounts.rules(ages), Services.rules(ages, allocators));
    }
}
