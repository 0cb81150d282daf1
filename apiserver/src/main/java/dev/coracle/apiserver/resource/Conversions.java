package dev.coracle.apiserver.resource;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.resource.autoscaling.HorizontalPodAutoscalerConversion;
import dev.coracle.apiserver.resource.core.EventConversion;

/** How built-in kinds that are served in several forms go from one to another. */
public final class Conversions {

    private static final Conversion EVENTS = new EventConversion();
    private static final Conversion AUTOSCALERS = new HorizontalPodAutoscalerConversion();

    private Conversions() {}

    /** Events are kept as core/v1, autoscalers as autoscaling/v2; all others have one form. */
    public static Conversion of(GroupKind kind) {
        return switch (kind.kind()) {
            case "Event" -> EVENTS;
            case "HorizontalPodAutoscaler" -> AUTOSCALERS;
            default -> Conversion.NONE;
        };
    }
}
