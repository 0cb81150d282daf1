package dev.coracle.apiserver.resource;

import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.resource.core.workload.PodBinding;
import dev.coracle.apiserver.resource.core.workload.PodEviction;
import dev.coracle.apiserver.verb.Extensions;
import dev.coracle.base.clock.Clock;

/** What the built-in kinds hang into the verbs: binding and eviction of pods. */
public final class BuiltInActions {

    private BuiltInActions() {}

    /** The table with these added. */
    public static Extensions addTo(Extensions table, Objects objects, Clock clock) {
        PodBinding binding = new PodBinding(objects, clock);
        return table.with("", "pods", "binding", binding)
                .with("", "pods", "eviction", new PodEviction(objects, clock))
                .with("", "bindings", (context, body) -> binding.create(context, context.info().namespace(), body));
    }
}
