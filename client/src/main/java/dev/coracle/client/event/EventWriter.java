package dev.coracle.client.event;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes events from a bounded queue and writes them, one after another. */
final class EventWriter implements AutoCloseable {

    /** What happened, before it is an Event. */
    record Pending(ObjectReference about, String type, String reason, String message) {}

    private record Same(String about, String uid, String fieldPath, String type, String reason, String message) {
        static Same of(Pending e) {
            return new Same(e.about.getKind() + " " + e.about.getNamespace() + "/" + e.about.getName(),
                    String.valueOf(e.about.getUid()), String.valueOf(e.about.getFieldPath()), e.type, e.reason,
                    e.message);
        }
    }

    private record Written(String name, int count) {}

    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
    private static final int QUEUE = 4096;
    private static final int REMEMBERED = 4096;
    private static final long CLOSE_MILLIS = 500;

    private final ResourceClient<Event> events;
    private final Clock clock;
    private final String component;
    private final String host;
    private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Map<Same, Written> written = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Same, Written> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread thread;
    private volatile boolean closing;

    EventWriter(ApiClient client, Clock clock, String component, String host) {
        this.events = client.resources(Event.class);
        this.clock = clock;
        this.component = component;
        this.host = host;
        this.thread = Thread.ofVirtual().name("events " + component).start(this::run);
    }

    void submit(Pending event) {
        if (!queue.offer(event)) {
            log.debug("Too many events wait to be written; dropped {} {}", event.reason, event.message);
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                write(queue.take());
            }
        } catch (InterruptedException | CancellationException e) {
            // Closed.
        }
    }

    private void write(Pending event) {
        Same same = Same.of(event);
        try {
            Written before = written.get(same);
            if (before != null && repeat(event, same, before)) {
                return;
            }
            Event made = build(event);
            events.create(made);
            written.put(same, new Written(made.getMetadata().getName(), 1));
        } catch (ApiException e) {
            // A namespace that is going away takes no more events; others are lost too, they are only news.
            log.debug("Event {} {} refused: {}", event.reason, event.message, e.getMessage());
        } catch (UncheckedIOException e) {
            log.debug("Event {} {} not written: {}", event.reason, event.message, e.getMessage());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("Event {} {} not written", event.reason, event.message, e);
        }
    }

    /** Counts up the event that is there; false when it is gone. */
    private boolean repeat(Pending event, Same same, Written before) {
        ObjectNode patch = Serialization.mapper().createObjectNode();
        patch.put("count", before.count + 1).put("lastTimestamp", now());
        try {
            events.patch(namespace(event.about), before.name, PatchType.MERGE, patch);
            written.put(same, new Written(before.name, before.count + 1));
            return true;
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            written.remove(same);
            return false;
        }
    }

    private Event build(Pending event) {
        String now = now();
        Instant instant = clock.now();
        long stamp = instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
        String name = event.about.getName() + "." + Long.toHexString(stamp ^ (System.identityHashCode(event) & 0xfffL));
        return new EventBuilder().withNewMetadata().withName(name).withNamespace(namespace(event.about)).endMetadata()
                .withInvolvedObject(event.about)
                .withType(event.type)
                .withReason(event.reason)
                .withMessage(limited(event.message))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(component, host.isEmpty() ? null : host)
                .withReportingComponent(component)
                .withReportingInstance(host)
                .build();
    }

    /** Validation allows 1,024 bytes. */
    private static String limited(String message) {
        return message.length() <= 1000 ? message : message.substring(0, 1000) + "...";
    }

    private String now() {
        return clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String namespace(ObjectReference about) {
        String namespace = about.getNamespace();
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    @Override
    public void close() {
        closing = true;
        try {
            if (queue.isEmpty() || !thread.join(java.time.Duration.ofMillis(CLOSE_MILLIS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
