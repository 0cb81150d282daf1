package dev.coracle.apiserver.resource;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.apps.AppsKinds;
import dev.coracle.apiserver.resource.autoscaling.AutoscalingKinds;
import dev.coracle.apiserver.resource.batch.BatchKinds;
import dev.coracle.apiserver.resource.coordination.CoordinationKinds;
import dev.coracle.apiserver.resource.core.CoreKinds;
import dev.coracle.apiserver.resource.core.service.ServiceAllocators;
import dev.coracle.apiserver.resource.discovery.DiscoveryKinds;
import dev.coracle.apiserver.resource.networking.NetworkingKinds;
import dev.coracle.apiserver.resource.policy.PolicyKinds;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.clock.SystemClock;
import java.util.List;
import java.util.stream.Stream;

/** The rules of all built-in kinds that are stored. */
public final class BuiltInKinds {

    public static final String DEFAULT_SERVICE_RANGE = "10.96.0.0/16";

    private BuiltInKinds() {}

    /** With the machine's clock and the default ranges. */
    public static List<KindRules> all() {
        return all(SystemClock.instance(), new ServiceAllocators(DEFAULT_SERVICE_RANGE, 30000, 32767));
    }

    /** @param allocators the one home of this server's service addresses and node ports */
    public static List<KindRules> all(Clock clock, ServiceAllocators allocators) {
        Ages ages = new Ages(clock);
        return Stream.of(CoreKinds.all(ages, allocators), AppsKinds.all(ages), BatchKinds.all(ages),
                AutoscalingKinds.all(ages), NetworkingKinds.all(ages), DiscoveryKinds.all(ages),
                CoordinationKinds.all(ages), PolicyKinds.all(ages)).flatMap(List::stream).toList();
    }
}
