package dev.coracle.client.resource;

/** One event of a watch. A BOOKMARK carries an object of which only the resourceVersion means anything. */
public record WatchEvent<T>(Type type, T object) {

    /** What happened. An ERROR of the server is thrown by {@link WatchStream#next} and never seen here. */
    public enum Type {
        ADDED, MODIFIED, DELETED, BOOKMARK
    }
}
