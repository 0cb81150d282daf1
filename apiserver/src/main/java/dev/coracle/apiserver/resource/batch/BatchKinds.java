package dev.coracle.apiserver.resource.batch;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of batch. */
public final class BatchKinds {

    private BatchKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(CronJobs.rules(ages), Jobs.rules(ages));
    }
}
