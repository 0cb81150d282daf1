package dev.coracle.api.protobuf;

/** What a field of a message holds. */
sealed interface FieldType {

    /** Values that protobuf itself knows. */
    enum Scalar implements FieldType {
        STRING, BYTES, BOOL, INT32, INT64, DOUBLE
    }

    /** Messages whose JSON is not an object of their fields. */
    enum Special implements FieldType {
        /** RFC 3339 to the second. */
        TIME,
        /** RFC 3339 to the microsecond. */
        MICRO_TIME,
        /** A string, in a message. */
        QUANTITY,
        /** A number or a string. */
        INT_OR_STRING,
        /** Any JSON, as bytes in a message. */
        RAW_JSON,
        /** A list of strings, in a message. */
        STRING_LIST,
        /** A schema or a list of schemas. */
        SCHEMA_OR_ARRAY,
        /** A schema or a boolean. */
        SCHEMA_OR_BOOL,
        /** A schema or a list of strings. */
        SCHEMA_OR_STRINGS
    }

    /** A message whose JSON is an object of its fields. */
    record Struct(MessageTypes types, String name) implements FieldType {

        MessageType type() {
            return types.message(name);
        }
    }

    /** A map from strings. */
    record MapOf(FieldType value) implements FieldType {}
}
