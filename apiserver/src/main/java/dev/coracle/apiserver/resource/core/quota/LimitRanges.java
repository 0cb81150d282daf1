package dev.coracle.apiserver.resource.core.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** LimitRanges. */
public final class LimitRanges {

    private LimitRanges() {}

    public static KindRules rules() {
        return KindRules.of("", "LimitRange").defaults(LimitRanges::fill).prepareCreate(LimitRanges::name)
                .validate(LimitRangeChecks::check).build();
    }

    /** One without a name gets one that nobody else has. */
    private static void name(RequestContext context, ObjectNode object) {
        if (Meta.name(object).isEmpty()) {
            Meta.of(object).put("name", UUID.randomUUID().toString());
        }
    }

    /** For containers the maximum is the default limit, which is the default request; else the minimum is. */
    private static void fill(ObjectNode object) {
        for (ObjectNode item : Trees.objects(object, "spec", "limits")) {
            if (Trees.string(item, "type").equals("Container")) {
                copyMissing(item, "max", "default");
                copyMissing(item, "default", "defaultRequest");
                copyMissing(item, "min", "defaultRequest");
            }
        }
    }

    private static void copyMissing(ObjectNode item, String from, String to) {
        Trees.object(item, from).ifPresent(amounts -> amounts.properties().forEach(amount -> {
            ObjectNode target = Trees.ensureObject(item, to);
            if (target.path(amount.getKey()).isMissingNode()) {
                target.set(amount.getKey(), amount.getValue());
            }
        }));
    }
}
