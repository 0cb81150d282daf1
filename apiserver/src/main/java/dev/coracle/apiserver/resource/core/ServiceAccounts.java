package dev.coracle.apiserver.resource.core;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;

/** ServiceAccounts. */
final class ServiceAccounts {

    private ServiceAccounts() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "ServiceAccount").metadataChecks(2, 2).column(Columns.NAME).column(ages.column())
                .build();
    }
}
