package dev.coracle.client.resource;

import dev.coracle.client.wire.ApiException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One resource of an API server. Every call blocks for the answer and may throw
 * <ul>
 * <li>{@link ApiException} when the server says no,</li>
 * <li>{@link java.io.UncheckedIOException} when it can't be reached or the connection breaks,</li>
 * <li>{@link java.util.concurrent.CancellationException} when the thread is interrupted (the flag stays set).</li>
 * </ul>
 *
 * <p>{@code namespace} is the empty string for cluster-scoped resources, and for all namespaces in lists and watches.
 */
public interface ResourceClient<T> {

    /** The object, or empty when the server answers 404. */
    Optional<T> get(String namespace, String name);

    ObjectList<T> list(String namespace, ListOptions options);

    /** Creates the object in the namespace that its metadata names. */
    T create(T object);

    /** Replaces the object; a resourceVersion in it makes this a compare-and-set. */
    T update(T object);

    /** Replaces what the {@code status} subresource covers. */
    T updateStatus(T object);

    /** Patches the object, or the subresource named by the one optional last argument. */
    T patch(String namespace, String name, PatchType type, JsonNode patch, String... subresource);

    /** Deletes; 404 is an {@link ApiException} with {@link ApiException#isNotFound}. */
    void delete(String namespace, String name, DeleteOptions options);

    /** Posts to a subresource ({@code binding}, {@code eviction}, {@code token}) and reads the answer as {@code answer}. */
    <R> R createSubresource(String namespace, String name, String subresource, Object body, Class<R> answer);

    /** Opens a watch; the caller closes it. */
    WatchStream<T> watch(String namespace, ListOptions options);
}
