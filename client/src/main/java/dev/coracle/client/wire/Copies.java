package dev.coracle.client.wire;

/** Copies of model objects: what a cache hands out is shared and must not be changed. */
public final class Copies {

    private Copies() {}

    /** A copy that shares nothing changeable with the original. */
    @SuppressWarnings("unchecked")
    public static <T> T deepCopy(T object) {
        return (T) Serialization.mapper().convertValue(object, object.getClass());
    }
}
