package dev.coracle.apiserver.encoding;

/**
 * What an answer is to look like.
 *
 * @param version of the {@code meta.k8s.io} group for transformed objects: v1 or v1beta1
 * @param pretty  indented, for people
 */
public record MediaType(Format format, Shape shape, String version, boolean pretty) {

    public static final MediaType JSON = new MediaType(Format.JSON, Shape.OBJECT, "v1", false);

    /** The bytes. */
    public enum Format {
        JSON("application/json"), YAML("application/yaml"), PROTOBUF("application/vnd.kubernetes.protobuf"), CBOR(
                "application/cbor");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }

        /** Tables are for people, and have no form in what only programs read. */
        boolean tables() {
            return this == JSON || this == YAML;
        }
    }

    /** What is made of the object before it is written. */
    public enum Shape {
        OBJECT, TABLE, PARTIAL_METADATA, PARTIAL_METADATA_LIST
    }

    public MediaType as(Shape newShape) {
        return new MediaType(format, newShape, version, pretty);
    }

    /** It is a text with indents, which takes more to make. */
    boolean forPeople() {
        return pretty || format == Format.YAML;
    }

    /** The cached JSON can go out as it is. */
    public boolean plainJson() {
        return format == Format.JSON && shape == Shape.OBJECT && !pretty;
    }
}
