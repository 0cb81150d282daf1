package dev.coracle.apiserver.encoding;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.storage.cache.CacheEvent;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one watch. In plain JSON an event is a few bytes around the cached object; in every other encoding it is made once
 * for all watchers that share it.
 */
public final class EventWriter {

    /** What happened, from the watcher's point of view. */
    public enum Type {
        ADDED, MODIFIED, DELETED, BOOKMARK, ERROR
    }

    private static final Map<Type, byte[]> HEADS = Map.of(Type.ADDED, head(Type.ADDED), Type.MODIFIED,
            head(Type.MODIFIED), Type.DELETED, head(Type.DELETED), Type.BOOKMARK, head(Type.BOOKMARK), Type.ERROR,
            head(Type.ERROR));
    private static final Counter SENT = Metrics.counter("apiserver_watch_events_total",
            "[ALPHA] Number of events sent in watch clients", "group", "version", "resource");
    private static final Histogram SIZES = Metrics.histogram("apiserver_watch_events_sizes",
            "[ALPHA] Sizes of events sent to watches in bytes, by resource.",
            new double[]{1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072}, "group", "version", "resource");
    private static final Histogram UNTIL_LISTED = Metrics.histogram("apiserver_watch_list_duration_seconds",
            "[BETA] How long watches took to send the state with which they began, by resource.",
            new double[]{0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60}, "group", "version",
            "resource", "scope");
    private static final byte[] TAIL = "}\n".getBytes(StandardCharsets.US_ASCII);

    /** Watchers with equal keys get the same bytes. */
    private record Key(MediaType media, String version, Type type, String includeObject, boolean columns) {}

    private final HttpRequest request;
    private final MediaType media;
    private final Resource resource;
    private final boolean asStored;
    private final String includeObject;
    private final CounterDataPoint sent;
    private final DistributionDataPoint sizes;
    private final long began = System.nanoTime();
    /** Whether the next table says which columns there are: the first of a watch does. */
    private boolean columns;

    public EventWriter(HttpRequest request, MediaType media, Resource resource) {
        this.request = request;
        this.media = media;
        this.resource = resource;
        this.asStored = media.plainJson() && Served.asStored(resource);
        this.includeObject = request.parameter("includeObject").orElse("");
        this.columns = media.shape() == MediaType.Shape.TABLE;
        this.sent = SENT.labelValues(resource.info().groupVersion().group(), resource.info().groupVersion().version(),
                resource.info().resource());
        this.sizes = SIZES.labelValues(resource.info().groupVersion().group(), resource.info().groupVersion().version(),
                resource.info().resource());
    }

    private static byte[] head(Type type) {
        return ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] headOf(Type type) {
        return HEADS.getOrDefault(type, TAIL);
    }

    /** The Content-Type of the whole stream. */
    public String contentType() {
        return switch (media.format()) {
            case JSON, YAML -> media.format().contentType();
            case PROTOBUF -> media.format().contentType() + ";stream=watch";
            case CBOR -> media.format().contentType() + "-seq"; // RFC 8742
        };
    }

    /** @param object what is shown: for a deletion or a selector's transition the state that the watcher knew, at the event's revision */
    public void event(CacheEvent event, Type type, CachedObject object, ByteStream.Sink sink) {
        sent.inc();
        if (asStored) {
            plain(type, object, sink);
            return;
        }
        boolean headed = columns;
        Key key = new Key(media, resource.info().groupVersion().toString(), type, includeObject, headed);
        byte[] bytes = event.encoded(key, () -> encoded(type, object, headed));
        columns = false;
        sizes.observe(bytes.length);
        sink.write(bytes);
    }

    /** An object that is there already. */
    public void initial(CachedObject object, ByteStream.Sink sink) {
        sent.inc();
        if (asStored) {
            plain(Type.ADDED, object, sink);
        } else {
            byte[] bytes = encoded(Type.ADDED, object, columns);
            columns = false;
            sizes.observe(bytes.length);
            sink.write(bytes);
        }
    }

    private void plain(Type type, CachedObject object, ByteStream.Sink sink) {
        sink.write(headOf(type));
        sink.write(object.head());
        sink.write(object.rest());
        sink.write(TAIL);
        sizes.observe(object.length());
    }

    private byte[] encoded(Type type, CachedObject object, boolean headed) {
        return framed(type, switch (media.shape()) {
            case OBJECT -> Served.tree(resource, object);
            case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> Partials.partial(resource, object.tree(), media.version());
            case TABLE -> table(Answers.table(request, media, resource, object), headed);
        });
    }

    private static ObjectNode table(ObjectNode table, boolean headed) {
        return headed ? table : Tables.withoutColumns(table);
    }

    /** Everything up to this revision has been seen. @param initialEnd whether the initial events end here */
    public void bookmark(long revision, boolean initialEnd, ByteStream.Sink sink) {
        ObjectNode object = Json.object();
        boolean partial = media.shape() == MediaType.Shape.PARTIAL_METADATA
                || media.shape() == MediaType.Shape.PARTIAL_METADATA_LIST;
        object.put("kind", partial ? "PartialObjectMetadata" : resource.info().kind());
        object.put("apiVersion",
                partial ? "meta.k8s.io/" + media.version() : resource.info().groupVersion().toString());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(revision));
        if (initialEnd) {
            listed();
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        if (media.shape() == MediaType.Shape.TABLE) {
            object = table(Tables.bookmark(resource, media.version(), object,
                    initialEnd ? Tables.IncludeObject.METADATA : Tables.IncludeObject.of(includeObject)), columns);
            columns = false;
        }
        sink.write(framed(Type.BOOKMARK, object));
    }

    private void listed() {
        boolean whole = !resource.namespaced() || !request.path().contains("/namespaces/");
        UNTIL_LISTED.labelValues(resource.info().groupVersion().group(), resource.info().groupVersion().version(),
                resource.info().resource(), whole ? "cluster" : "namespace")
                .observe((System.nanoTime() - began) / 1e9);
    }

    /** The stream ends with this Status. */
    public void error(ObjectNode status, ByteStream.Sink sink) {
        sink.write(framed(Type.ERROR, status));
    }

    private byte[] framed(Type type, ObjectNode object) {
        return switch (media.format()) {
            case JSON -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.writeBytes(headOf(type));
                out.writeBytes(Json.print(object));
                out.writeBytes(TAIL);
                yield out.toByteArray();
            }
            case YAML -> {
                ObjectNode event = Json.object().put("type", type.name());
                event.set("object", object);
                yield ("---\n" + Yaml.print(event)).getBytes(StandardCharsets.UTF_8);
            }
            case PROTOBUF -> Protobuf.watchFrame(type.name(), object);
            case CBOR -> CborEncoder.watchEvent(type.name(), object);
        };
    }
}
