package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.encoding.list.ListMeta;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/**
 * GET of a collection. From the watch cache wherever that can be as fresh as asked; pages of a past that the cache does not show any
 * more, and exact versions, come from the store.
 */
public final class ListVerb implements Verb {

    private static final int STORE_PAGE = 500;
    private static final String EXPIRED = "The provided continue parameter is too old to display a consistent list result. "
            + "You can start a new list without the continue parameter, or use the continue token in this response to "
            + "retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list "
            + "- objects that were created, modified, or deleted between the time the first chunk was returned and now "
            + "may show up in the list.";

    private final ObjectStore store;

    public ListVerb(ObjectStore store) {
        this.store = store;
    }

    /** What was found, and what is to be said of it. */
    public record Found(List<CachedObject> objects, ListMeta meta) {}

    @Override
    public HttpResponse handle(RequestContext context, Resource resource) {
        MediaType type = Negotiation.of(context.request(), true);
        Answers.checkList(type, resource);
        Found found;
        try (Step step = Step.begin("cacher.GetList")) {
            found = find(context, resource);
            step.span().event("Listed items from cache", "count", found.objects.size());
        } catch (ExpiredToken expired) {
            ObjectNode status = StatusException.expired(EXPIRED).status().toTree();
            Trees.ensureObject(status, "metadata").put("continue", expired.next.encode());
            return Answers.tree(410, Negotiation.ofError(context.request()), status);
        }
        return Answers.list(context.request(), type, resource, found.objects(), found.meta());
    }

    public Found find(RequestContext context, Resource resource) {
        Selection selection = Selection.of(context.request(), context.info(), resource);
        Versioning versioning = Versioning.of(context.request(), false);
        context.request().number("timeoutSeconds"); // a list takes none, but looks at it
        long limit = Math.max(0, context.request().number("limit").orElse(0L));
        if (!versioning.continueToken().isEmpty()) {
            return nextPage(resource, selection, ContinueToken.decode(versioning.continueToken()), limit, versioning);
        }
        long wanted = versioning.number();
        if (versioning.exact() || limit > 0 && wanted > 0 && versioning.match().isEmpty()) {
            return past(resource, selection, "", limit, wanted);
        }
        if (versioning.resourceVersion().isEmpty()) {
            store.refresh();
        } else {
            store.awaitRevision(wanted);
        }
        Found found = present(resource, selection, "", limit);
        ResourceCache cache = store.cache(resource);
        int looked = selection.everything() ? found.objects.size() : cache.snapshot().objects().size();
        cache.listed(looked, found.objects.size(), versioning.resourceVersion().isEmpty());
        return found;
    }

    private Found nextPage(Resource resource, Selection selection, ContinueToken token, long limit,
            Versioning versioning) {
        if (!versioning.resourceVersion().isEmpty() && !versioning.resourceVersion().equals("0")) {
            throw StatusException
                    .badRequest("specifying resource version is not allowed when using continue");
        }
        if (token.revision() < 0) {
            store.refresh();
            return present(resource, selection, token.start(), limit);
        }
        store.awaitRevision(token.revision());
        ResourceCache.Snapshot snapshot = store.cache(resource).snapshot();
        if (snapshot.revision() <= token.revision()) {
            return page(resource, selection, snapshot, token.revision(), token.start(), limit);
        }
        return past(resource, selection, token.start(), limit, token.revision());
    }

    private Found present(Resource resource, Selection selection, String start, long limit) {
        long revision = store.revision(); // before the snapshot: everything up to it is in there
        ResourceCache.Snapshot snapshot = store.cache(resource).snapshot();
        return page(resource, selection, snapshot, Math.max(revision, snapshot.revision()), start, limit);
    }

    private static Found page(Resource resource, Selection selection, ResourceCache.Snapshot snapshot, long revision,
            String start, long limit) {
        if (limit <= 0 && start.isEmpty()) {
            List<CachedObject> all = snapshot.list(selection.namespace());
            return new Found(selection.everything() ? all : all.stream().filter(selection.chosen()).toList(),
                    new ListMeta(revision, "", 0));
        }
        String below = selection.namespace().isEmpty() ? "" : selection.namespace() + "/";
        Iterator<Map.Entry<String, CachedObject>> entries = snapshot.objects().from(below + start);
        List<CachedObject> found = new ArrayList<>();
        String last = "";
        while (entries.hasNext()) {
            Map.Entry<String, CachedObject> entry = entries.next();
            if (!entry.getKey().startsWith(below)) {
                break;
            }
            if (limit > 0 && found.size() == limit) {
                String next = last.substring(below.length()) + '\0';
                long remaining = selection.everything() ? 1 + rest(entries, below) : 0;
                return new Found(found, new ListMeta(revision, new ContinueToken(revision, next).encode(), remaining));
            }
            if (selection.chosen().test(entry.getValue())) {
                found.add(entry.getValue());
                last = entry.getKey();
            }
        }
        return new Found(found, new ListMeta(revision, "", 0));
    }

    private static long rest(Iterator<Map.Entry<String, CachedObject>> entries, String below) {
        long count = 0;
        while (entries.hasNext() && entries.next().getKey().startsWith(below)) {
            count++;
        }
        return count;
    }

    /** The list as it was at a revision, from the store. */
    private Found past(Resource resource, Selection selection, String start, long limit, long revision) {
        String below = selection.namespace().isEmpty() ? "" : selection.namespace() + "/";
        List<CachedObject> found = new ArrayList<>();
        String from = start.isEmpty() ? "" : below + start;
        while (true) {
            long ask = limit <= 0 ? STORE_PAGE : selection.everything() ? limit - found.size() : STORE_PAGE;
            ObjectStore.PastPage page = read(resource, selection.namespace(), from, ask, revision, start);
            for (int i = 0; i < page.objects().size(); i++) {
                CachedObject object = page.objects().get(i);
                String key = Keys.of(object.namespace(), object.name());
                from = key + '\0';
                if (!selection.chosen().test(object)) {
                    continue;
                }
                found.add(object);
                boolean more = i + 1 < page.objects().size() || page.more();
                if (limit > 0 && found.size() == limit && more) {
                    String next = from.substring(below.length());
                    long remaining = selection.everything() ? page.count() - i - 1 : 0;
                    return new Found(found,
                            new ListMeta(revision, new ContinueToken(revision, next).encode(), remaining));
                }
            }
            if (!page.more() || page.objects().isEmpty()) {
                return new Found(found, new ListMeta(revision, "", 0));
            }
        }
    }

    private ObjectStore.PastPage read(Resource resource, String namespace, String from, long limit, long revision,
            String start) {
        try {
            return store.list(resource, namespace, from, limit, OptionalLong.of(revision));
        } catch (StoreException.Compacted e) {
            if (!start.isEmpty()) {
                throw new ExpiredToken(new ContinueToken(-1, start));
            }
            throw StatusException.expired("The resourceVersion for the provided list is too old.");
        } catch (StoreException.FutureRevision e) {
            store.awaitRevision(revision);
            throw StatusException.expired("The resourceVersion for the provided list is not known.");
        } catch (StoreException e) {
            throw new StatusException(
                    new Status(500, Reason.SERVER_TIMEOUT.word(), String.valueOf(e.getMessage()), StatusDetails.NONE));
        }
    }

    /** A page of a list whose version is gone; the client may go on with another token. */
    private static final class ExpiredToken extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ContinueToken next;

        ExpiredToken(ContinueToken next) {
            super("expired", null, false, false);
            this.next = next;
        }
    }
}
