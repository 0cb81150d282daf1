package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.EventWriter;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.WebSocketHandshake;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** GET of a collection with {@code watch=true}. */
public final class Watch implements Verb {

    /** As upstream's. */
    public static final Duration SHORTEST = Duration.ofMinutes(30);

    private final ObjectStore store;
    private final Clock clock;
    private final Duration shortest;

    /** @param shortest {@code --min-request-timeout}: a watch whose client says nothing of it ends at a random time between it and its double */
    public Watch(ObjectStore store, Clock clock, Duration shortest) {
        this.store = store;
        this.clock = clock;
        this.shortest = shortest;
    }

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        HttpRequest request = context.request();
        if (WatchSocket.wantedBy(request)) {
            WebSocketHandshake.check(request);
        }
        MediaType type = Negotiation.ofStream(request);
        Selection selection = Selection.of(request, context.info(), resource);
        Versioning versioning = Versioning.of(request, true);
        long from = versioning.number();
        boolean bookmarks = request.flag("allowWatchBookmarks");
        EventWriter writer = new EventWriter(request, type, resource);
        boolean initial = versioning.resourceVersion().isEmpty() || versioning.resourceVersion().equals("0")
                || versioning.sendInitialEvents();
        ByteStream stream;
        try (Step step = Step.begin("cacher.Watch")) {
            stream = initial
                    ? fromNow(resource, selection, versioning, writer, bookmarks, timeout(request))
                    : after(resource, selection, from, writer, bookmarks, timeout(request));
        }
        if (WatchSocket.wantedBy(request)) {
            return WebSocketHandshake.agree(request, Optional.empty(),
                    new WatchSocket(stream, writer.contentType().startsWith("application/json")));
        }
        return new HttpResponse.Stream(200,
                List.of(new HttpResponse.Header("Content-Type", writer.contentType())), stream);
    }

    private WatchStream fromNow(Resource resource, Selection selection, Versioning versioning, EventWriter writer,
            boolean bookmarks, Duration timeout) {
        if (versioning.resourceVersion().isEmpty()) {
            store.refresh();
        } else {
            store.awaitRevision(versioning.number());
        }
        boolean sendsState = !versioning.match().isEmpty() ? versioning.sendInitialEvents() : true;
        long revision = store.revision();
        ResourceCache.Subscription subscription = store.cache(resource).subscribe(selection);
        long seen = Math.max(revision, subscription.snapshot().revision());
        List<CachedObject> objects = !sendsState
                ? List.of()
                : subscription.snapshot().list(selection.namespace()).stream().filter(selection.chosen()).toList();
        boolean marksEnd = versioning.sendInitialEvents() && bookmarks;
        return new WatchStream(store, clock, selection, writer, subscription, objects, seen, marksEnd, bookmarks,
                timeout);
    }

    private ByteStream after(Resource resource, Selection selection, long from, EventWriter writer, boolean bookmarks,
            Duration timeout) {
        ResourceCache cache = store.cache(resource);
        Optional<ResourceCache.Subscription> subscription = cache.subscribeAfter(from, selection);
        if (subscription.isEmpty()) {
            return new ExpiredWatch(writer, StatusException
                    .expired("too old resource version: " + from + " (" + cache.oldest() + ")").status());
        }
        return new WatchStream(store, clock, selection, writer, subscription.get(), List.of(), from, false, bookmarks,
                timeout);
    }

    private Duration timeout(HttpRequest request) {
        long seconds = request.number("timeoutSeconds").orElse(0L);
        if (seconds > 0) {
            return Duration.ofSeconds(Math.min(seconds, Duration.ofDays(7).toSeconds()));
        }
        return shortest.plusMillis(ThreadLocalRandom.current().nextLong(Math.max(1, shortest.toMillis())));
    }
}
