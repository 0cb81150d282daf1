package dev.coracle.cluster.past;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.client.resource.Query;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.cluster.folder.ClusterException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Coracle's API server offers beyond Kubernetes, under {@code /coracle/v1}: its store's past. Refusals come as a
 * {@link ClusterException} in the server's words. Safe for any thread.
 */
public final class PastClient {

    private static final String ROOT = "/coracle/v1/";

    private final ApiClient client;

    public PastClient(ApiClient client) {
        this.client = client;
    }

    /** The store as it is now. @param oldest the oldest revision that can still be read */
    public record StoreState(String engine, long revision, long oldest, long keys, long bytes, Instant time) {}

    public StoreState store() {
        JsonNode now = get("store");
        return new StoreState(Trees.string(now, "engine"), number(now, "revision"),
                Math.max(1, number(now, "compactedRevision")), number(now, "keys"), number(now, "bytes"), time(now));
    }

    /** The revisions at which the store was taken back or given the state of a checkpoint, as far as it can still be read. */
    public Set<Long> rewinds() {
        Set<Long> revisions = new HashSet<>();
        get("store").path("rewinds").forEach(one -> revisions.add(one.path("revision").asLong(0)));
        return revisions;
    }

    /** What a checkpoint has in it. @param pauseMicros how long writes were held up for it */
    public record Checkpoint(long revision, Instant time, long bytes, long keys, String checksum, int format,
            long pauseMicros) {}

    /** Writes the state of this moment into a folder that must not be there yet. */
    public Checkpoint checkpoint(Path folder) {
        JsonNode made = post("checkpoints", Json.object().put("folder", folder.toString()));
        return new Checkpoint(number(made, "revision"), time(made), number(made, "bytes"), number(made, "keys"),
                made.path("checksum").asString(""), (int) number(made, "format"), number(made, "pauseMicros"));
    }

    /**
     * How the store went back.
     *
     * @param from     the newest revision before
     * @param to       the revision whose state there is again
     * @param revision the one that it is again since
     * @param changed  how many keys differ between {@code from} and {@code to}
     */
    public record Rewound(long from, long to, long revision, long changed) {}

    public Rewound rewind(Moment to) {
        ObjectNode body = Json.object();
        switch (to) {
            case Moment.Revision at -> body.put("revision", at.number());
            case Moment.Time at -> body.put("time", at.instant().toString());
        }
        return rewound(post("rewind", body));
    }

    /** Gives the store the state of a checkpoint. */
    public Rewound restore(Path checkpoint) {
        return rewound(post("restore", Json.object().put("folder", checkpoint.toString())));
    }

    /** A revision and when it was written. */
    public record Dated(long revision, Instant time) {}

    /** The newest revision at that moment. */
    public Dated revision(Moment at) {
        Query query = new Query();
        switch (at) {
            case Moment.Revision revision -> query.add("revision", Long.toString(revision.number()));
            case Moment.Time time -> query.add("time", time.instant().toString());
        }
        JsonNode found = get("revisions" + query);
        return new Dated(number(found, "revision"), time(found));
    }

    /** A page of what became of an object, or of the objects of a kind. */
    public JsonNode history(Query query) {
        return get("history" + query);
    }

    private static Rewound rewound(JsonNode answer) {
        return new Rewound(number(answer, "from"), number(answer, "to"), number(answer, "revision"),
                number(answer, "changed"));
    }

    private static long number(JsonNode node, String field) {
        return Trees.integer(node, field).orElse(0L);
    }

    private static Instant time(JsonNode node) {
        return time(Trees.string(node, "time"));
    }

    /** @throws ClusterException if the server says something that is no time */
    public static Instant time(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ClusterException("the API server says \"" + text + "\" where a time is expected");
        }
    }

    private JsonNode get(String path) {
        return call("GET", path, Optional.empty());
    }

    private JsonNode post(String path, ObjectNode body) {
        return call("POST", path, Optional.of(body));
    }

    private JsonNode call(String method, String path, Optional<JsonNode> body) {
        try {
            return client.raw(method, ROOT + path, body);
        } catch (ApiException e) {
            throw new ClusterException(words(e));
        } catch (UncheckedIOException e) {
            throw new ClusterException("the API server does not answer: " + e.getMessage());
        }
    }

    /** One line: a path that is not served has no better words than the general ones. */
    private static String words(ApiException e) {
        if (e.code() == 404) {
            return "this cluster's API server knows nothing of its past; bring it down and up again with this version of Coracle";
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("the API server refused with " + e.code());
    }
}
