package dev.coracle.apiserver.resource.core;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** ServiceAccounts. */
final class ServiceAccounts {

    private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

    private ServiceAccounts() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "ServiceAccount").metadataChecks(2, 2)
                .prepareCreate((context, object) -> namesOnly(object))
                .prepareUpdate((context, object, old) -> namesOnly(object))
                .validateChange(ServiceAccounts::warn).column(Columns.NAME).column(ages.column()).build();
    }

    /** A secret is of the account's own namespace, and all that it is known by is its name. */
    private static void namesOnly(ObjectNode object) {
        Trees.objects(object, "secrets").forEach(secret -> secret.retain("name"));
    }

    private static void warn(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> out) {
        boolean had = old.filter(before -> Meta.annotations(before).containsKey(MOUNTABLE)).isPresent();
        if (!had && Meta.annotations(object).containsKey(MOUNTABLE)) {
            out.accept("metadata.annotations[" + MOUNTABLE + "]: deprecated in v1.32+; prefer separate namespaces to "
                    + "isolate access to mounted secrets");
        }
    }
}
