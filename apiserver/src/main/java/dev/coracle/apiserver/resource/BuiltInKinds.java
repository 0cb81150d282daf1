package dev.coracle.apiserver.resource;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.admissionregistration.AdmissionRegistrationKinds;
import dev.coracle.apiserver.resource.apiextensions.ApiExtensionsKinds;
import dev.coracle.apiserver.resource.apiregistration.ApiRegistrationKinds;
import dev.coracle.apiserver.resource.apps.AppsKinds;
import dev.coracle.apiserver.resource.autoscaling.AutoscalingKinds;
import dev.coracle.apiserver.resource.batch.BatchKinds;
import dev.coracle.apiserver.resource.certificates.CertificatesKinds;
import dev.coracle.apiserver.resource.coordination.CoordinationKinds;
import dev.coracle.apiserver.resource.core.CoreKinds;
import dev.coracle.apiserver.resource.core.Events;
import dev.coracle.apiserver.resource.core.service.ServiceAllocators;
import dev.coracle.apiserver.resource.discovery.DiscoveryKinds;
import dev.coracle.apiserver.resource.dynamic.DynamicKinds;
import dev.coracle.apiserver.resource.flowcontrol.FlowControlKinds;
import dev.coracle.apiserver.resource.networking.NetworkingKinds;
import dev.coracle.apiserver.resource.node.NodeKinds;
import dev.coracle.apiserver.resource.policy.PolicyKinds;
import dev.coracle.apiserver.resource.rbac.RbacKinds;
import dev.coracle.apiserver.resource.scheduling.SchedulingKinds;
import dev.coracle.apiserver.resource.storage.StorageKinds;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The rules of all built-in kinds that are stored. */
public final class BuiltInKinds {

    public static final String DEFAULT_SERVICE_RANGE = "10.96.0.0/16";

    private BuiltInKinds() {}

    /** With the machine's clock and the default ranges. */
    public static List<KindRules> all() {
        return all(SystemClock.instance(),
                new ServiceAllocators(DEFAULT_SERVICE_RANGE, 30000, 32767, SystemClock.instance()),
                Duration.ofHours(1));
    }

    /** @param allocators the one home of this server's service addresses and node ports @param eventLife how long Events are kept, zero for ever */
    public static List<KindRules> all(Clock clock, ServiceAllocators allocators, Duration eventLife) {
        Ages ages = new Ages(clock);
        return Stream.of(CoreKinds.all(ages, allocators, eventLife),
                List.of(Events.rules("events.k8s.io", ages, eventLife)),
                AppsKinds.all(ages), BatchKinds.all(ages), AutoscalingKinds.all(ages), NetworkingKinds.all(ages),
                DiscoveryKinds.all(ages), CoordinationKinds.all(ages), PolicyKinds.all(ages), RbacKinds.all(ages),
                StorageKinds.all(ages), SchedulingKinds.all(ages), NodeKinds.all(ages),
                AdmissionRegistrationKinds.all(ages), ApiExtensionsKinds.all(), ApiRegistrationKinds.all(ages),
                CertificatesKinds.all(ages), FlowControlKinds.all(ages), DynamicKinds.all(ages)).flatMap(List::stream)
                .toList();
    }
}
