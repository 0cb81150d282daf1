package dev.coracle.apiserver.response;

/** A part of a shared array: nobody writes to it. */
@SuppressWarnings("ArrayRecordComponent")
public record Slice(byte[] array, int offset, int length) {

    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }
}
