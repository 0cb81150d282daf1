package dev.coracle.apiserver.admission.ratelimit;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A flood of events is turned away before it fills the store. */
public final class EventRateLimit implements AdmissionPlugin {

    private final List<EventLimit> limits;
    private final Clock clock;

    /** @throws IllegalArgumentException unless the configuration has limits that make sense */
    public EventRateLimit(Optional<ObjectNode> configuration, Clock clock) {
        this.limits = configuration.map(c -> Trees.objects(c, "limits")).orElse(List.of()).stream()
                .map(EventLimit::new).toList();
        this.clock = clock;
        if (limits.isEmpty()) {
            throw new IllegalArgumentException("EventRateLimit has no limits; give them as its configuration in the "
                    + "file that --admission-control-config-file names");
        }
    }

    @Override
    public String name() {
        return "EventRateLimit";
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean write = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        boolean event = Requests.isOf(request, "", "events") || Requests.isOf(request, "events.k8s.io", "events");
        if (!write || !event || request.dryRun()) {
            return;
        }
        List<String> refusals = limits.stream().map(limit -> limit.refuses(request, clock.nanoTime()))
                .flatMap(Optional::stream).distinct().toList();
        if (!refusals.isEmpty()) {
            throw StatusException.tooManyRequests(refusals.size() == 1
                    ? refusals.getFirst()
                    : "[" + String.join(", ", refusals) + "]", 0);
        }
    }
}
