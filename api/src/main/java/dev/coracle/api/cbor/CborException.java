package dev.coracle.api.cbor;

import java.util.Optional;

/**
 * Bytes that are no CBOR, or CBOR that Kubernetes does not take. The message is the original's.
 */
public final class CborException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The object that the mistake is in. @param apiVersion as it says, or empty */
    public record Place(String apiVersion, String kind) {}

    private final transient Optional<Place> place;

    CborException(String message) {
        this(message, Optional.empty());
    }

    private CborException(String message, Optional<Place> place) {
        super(message);
        this.place = place;
    }

    CborException in(Place where) {
        return new CborException(String.valueOf(getMessage()), Optional.of(where));
    }

    /** Where the mistake is if it is inside an object whose kind could be read; empty if not even that was possible. */
    public Optional<Place> place() {
        return place;
    }
}
