package dev.coracle.client.event;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.Optional;

/**
 * Records events about objects. Calls return at once: writing happens on a thread of its own, through a bounded queue
 * that drops what doesn't fit. An event that repeats raises the count of the one that is there.
 */
public final class EventRecorder implements AutoCloseable {

    public static final String NORMAL = "Normal";
    public static final String WARNING = "Warning";

    /** Events about one object stay in order; those about different ones don't wait for each other. */
    private static final int LANES = 4;

    private final EventWriter[] lanes = new EventWriter[LANES];

    /** @param component that reports, such as {@code deployment-controller} @param host where it runs, or empty */
    public EventRecorder(ApiClient client, Clock clock, String component, String host) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new EventWriter(client, clock, component, host);
        }
    }

    public EventRecorder(ApiClient client, Clock clock, String component) {
        this(client, clock, component, "");
    }

    /** @param type {@link #NORMAL} or {@link #WARNING} @param reason one word in CamelCase */
    public void event(HasMetadata about, String type, String reason, String message) {
        event(reference(about), type, reason, message);
    }

    /** About an object that isn't at hand whole, or about a part of it (with a fieldPath). */
    public void event(ObjectReference about, String type, String reason, String message) {
        int lane = Math.floorMod(java.util.Objects.hash(about.getNamespace(), about.getName()), LANES);
        lanes[lane].submit(new EventWriter.Pending(about, type, reason, message));
    }

    /** What an event says of an object that it is about. */
    public static ObjectReference reference(HasMetadata object) {
        ObjectReferenceBuilder reference = new ObjectReferenceBuilder().withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(object.getMetadata().getName());
        Optional.ofNullable(object.getMetadata().getNamespace()).ifPresent(reference::withNamespace);
        Optional.ofNullable(object.getMetadata().getUid()).ifPresent(reference::withUid);
        Optional.ofNullable(object.getMetadata().getResourceVersion()).ifPresent(reference::withResourceVersion);
        return reference.build();
    }

    /** Writes what is queued, for a moment at most, and stops. */
    @Override
    public void close() {
        for (EventWriter lane : lanes) {
            lane.close();
        }
    }
}
