package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.encoding.EventWriter;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.WebSocketHandshake;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.storage.CachedObject;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.ResourceCache;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** GET of a collection with {@code watch=true}. */
public final class Watch implements Verb {

    /** Source: kube-apiserver's --min-request-timeout; the actual timeout is between it and its double. */
    private static final Duration SHORTEST = Duration.ofMinutes(30);

    private final ObjectStore store;
    private final Clock clock;

    public Watch(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
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
        WatchStream stream = initial
                ? fromNow(resource, selection, versioning, writer, bookmarks, timeout(request))
                : after(resource, selection, from, writer, bookmarks, timeout(request));
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

    private WatchStream after(Resource resource, Selection selection, long from, EventWriter writer, boolean bookmarks,
            Duration timeout) {
        ResourceCache cache = store.cache(resource);
        ResourceCache.Subscription subscription = cache.subscribeAfter(from, selection)
                .orElseThrow(() -> StatusException
                        .expired("too old resource version: " + from + " (" + cache.oldest() + ")"));
        return new WatchStream(store, clock, selection, writer, subscription, List.of(), from, false, bookmarks,
                timeout);
    }

    private static Duration timeout(HttpRequest request) {
        String text = request.parameter("timeoutSeconds").orElse("");
        if (!text.isEmpty()) {
            try {
                long seconds = Long.parseLong(text);
                if (seconds > 0) {
                    return Duration.ofSeconds(Math.min(seconds, Duration.ofDays(7).toSeconds()));
                }
            } catch (NumberFormatException e) {
                throw StatusException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
            }
        }
        return SHORTEST.plusSeconds(ThreadLocalRandom.current().nextLong(SHORTEST.toSeconds()));
    }
}
