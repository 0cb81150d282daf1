package dev.coracle.api.cbor;

/** The upper three bits of a data item's first byte, in the order of their numbers. Source: RFC 8949 section 3.1. */
enum MajorType {
    UNSIGNED("positive integer"), NEGATIVE("negative integer"), BYTES("byte string"), TEXT("UTF-8 text string"), ARRAY(
            "array"), MAP("map"), TAG("tag"), PRIMITIVE("primitives");

    /** As messages to clients call it. */
    final String words;

    MajorType(String words) {
        this.words = words;
    }

    static MajorType of(byte first) {
        return values()[(first & 0xff) >> 5];
    }
}
