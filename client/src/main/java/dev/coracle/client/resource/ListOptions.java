package dev.coracle.client.resource;

import java.time.Duration;

/**
 * What a list or watch asks for. Immutable; start from {@link #ALL}.
 *
 * @param limit             0 for no limit
 * @param continueToken     empty for the first page
 * @param resourceVersion   empty: the most recent
 * @param timeout           of a watch; zero leaves it to the server
 */
public record ListOptions(String labelSelector, String fieldSelector, String resourceVersion,
        String resourceVersionMatch, int limit, String continueToken, Duration timeout, boolean bookmarks) {

    /** Everything, most recent. */
    public static final ListOptions ALL = new ListOptions("", "", "", "", 0, "", Duration.ZERO, false);

    public static ListOptions labels(String selector) {
        return ALL.withLabelSelector(selector);
    }

    public static ListOptions fields(String selector) {
        return ALL.withFieldSelector(selector);
    }

    public ListOptions withLabelSelector(String selector) {
        return new ListOptions(selector, fieldSelector, resourceVersion, resourceVersionMatch, limit, continueToken,
                timeout, bookmarks);
    }

    public ListOptions withFieldSelector(String selector) {
        return new ListOptions(labelSelector, selector, resourceVersion, resourceVersionMatch, limit, continueToken,
                timeout, bookmarks);
    }

    public ListOptions withResourceVersion(String version) {
        return new ListOptions(labelSelector, fieldSelector, version, resourceVersionMatch, limit, continueToken,
                timeout, bookmarks);
    }

    public ListOptions withResourceVersionMatch(String match) {
        return new ListOptions(labelSelector, fieldSelector, resourceVersion, match, limit, continueToken, timeout,
                bookmarks);
    }

    /** The page of at most {@code limit} objects that begins at {@code continueToken}. */
    public ListOptions page(int limit, String continueToken) {
        return new ListOptions(labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, limit,
                continueToken, timeout, bookmarks);
    }

    /** For a watch: how long the server keeps it open, in whole seconds, and whether it sends bookmarks. */
    public ListOptions watching(Duration timeout, boolean bookmarks) {
        return new ListOptions(labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, limit,
                continueToken, timeout, bookmarks);
    }

    public String query(boolean watch) {
        Query query = new Query();
        query.add("labelSelector", labelSelector);
        query.add("fieldSelector", fieldSelector);
        query.add("resourceVersion", resourceVersion);
        query.add("resourceVersionMatch", resourceVersionMatch);
        query.add("continue", continueToken);
        if (limit > 0) {
            query.add("limit", Integer.toString(limit));
        }
        if (watch) {
            query.add("watch", "true");
            if (!timeout.isZero()) {
                query.add("timeoutSeconds", Long.toString(timeout.toSeconds()));
            }
            if (bookmarks) {
                query.add("allowWatchBookmarks", "true");
            }
        }
        return query.toString();
    }
}
