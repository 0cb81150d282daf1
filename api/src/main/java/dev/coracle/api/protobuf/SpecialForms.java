package dev.coracle.api.protobuf;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.protobuf.FieldType.Special;
import dev.coracle.api.tree.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Messages whose JSON is not an object of their fields, to and from the wire. */
final class SpecialForms {

    private SpecialForms() {}

    /** What is in the message, without tag and length. */
    static void write(Special special, JsonNode value, WireWriter out) {
        switch (special) {
            case TIME, MICRO_TIME -> time(special, value, out);
            case QUANTITY -> out.string(1, value.asString(""));
            case INT_OR_STRING -> intOrString(value, out);
            case RAW_JSON -> out.bytes(1, Json.print(value));
            case STRING_LIST -> {
                for (int i = value.size() - 1; i >= 0; i--) {
                    out.string(1, value.get(i).asString(""));
                }
            }
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> schemaOr(special, value, out);
        }
    }

    private static void time(Special special, JsonNode value, WireWriter out) {
        try {
            Instant time = OffsetDateTime.parse(value.asString("")).toInstant();
            int nanos = special == Special.TIME ? 0 : time.truncatedTo(ChronoUnit.MICROS).getNano();
            out.integer(2, nanos);
            out.integer(1, time.getEpochSecond());
        } catch (DateTimeException e) {
            // Not a time: validation refuses such an object before it is stored; the empty message is the zero time.
        }
    }

    private static void intOrString(JsonNode value, WireWriter out) {
        boolean string = value.isString();
        out.string(3, string ? value.stringValue() : "");
        out.integer(2, string ? 0 : value.asLong(0));
        out.integer(1, string ? 1 : 0);
    }

    private static void schemaOr(Special special, JsonNode value, WireWriter out) {
        MessageType schema = MessageTypes.builtIn().schemaProps();
        if (value.isArray()) {
            for (int i = value.size() - 1; i >= 0; i--) {
                if (special == Special.SCHEMA_OR_STRINGS) {
                    out.string(2, value.get(i).asString(""));
                } else {
                    int mark = out.mark();
                    ProtobufEncoder.struct(value.get(i), schema, out);
                    out.message(2, mark);
                }
            }
        } else if (value.isObject()) {
            int mark = out.mark();
            ProtobufEncoder.struct(value, schema, out);
            int number = special == Special.SCHEMA_OR_BOOL ? 2 : 1;
            out.message(number, mark);
            if (special == Special.SCHEMA_OR_BOOL) {
                out.bool(1, true);
            }
        } else {
            out.bool(1, value.asBoolean(false));
        }
    }

    /** The JSON of a message; empty where Go would have nothing (the zero time). */
    static Optional<JsonNode> read(Special special, WireReader in, ProtobufDecoder decoder, int depth) {
        return switch (special) {
            case TIME, MICRO_TIME -> readTime(special, in);
            case QUANTITY -> Optional.of(Json.object().stringNode(readQuantity(in)));
            case INT_OR_STRING -> Optional.of(readIntOrString(in));
            case RAW_JSON -> readRaw(in, decoder, depth);
            case STRING_LIST -> Optional.of(readStrings(in));
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> readSchemaOr(special, in, decoder, depth);
        };
    }

    private static Optional<JsonNode> readTime(Special special, WireReader in) {
        if (in.isEmpty()) {
            return Optional.empty();
        }
        long seconds = 0;
        long nanos = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> seconds = in.varint();
                case 2 -> nanos = in.varint();
                default -> in.skip();
            }
        }
        if (nanos < 0 || nanos >= 1_000_000_000) {
            throw WireReader.malformed("a time has " + nanos + " nanoseconds");
        }
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            if (time.isBefore(Instant.parse("0000-01-01T00:00:00Z"))
                    || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
                throw WireReader.malformed("a time is not within the years 0 to 9999");
            }
            return Optional.of(Json.object()
                    .stringNode(special == Special.TIME ? Meta.time(time) : Meta.microTime(time)));
        } catch (DateTimeException e) {
            throw WireReader.malformed("a time is not within the years 0 to 9999");
        }
    }

    private static String readQuantity(WireReader in) {
        String quantity = "0";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                in.expect(WireWriter.BYTES);
                String said = in.string();
                quantity = said.isEmpty() ? "0" : said;
            } else {
                in.skip();
            }
        }
        return quantity;
    }

    private static JsonNode readIntOrString(WireReader in) {
        boolean string = false;
        int number = 0;
        String text = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> string = in.varint() == 1;
                case 2 -> number = (int) in.varint();
                case 3 -> text = in.string();
                default -> in.skip();
            }
        }
        return string ? Json.object().stringNode(text) : Json.object().numberNode(number);
    }

    private static Optional<JsonNode> readRaw(WireReader in, ProtobufDecoder decoder, int depth) {
        byte[] raw = new byte[0];
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                in.expect(WireWriter.BYTES);
                raw = in.bytes();
            } else {
                in.skip();
            }
        }
        if (raw.length == 0) {
            return Optional.empty();
        }
        if (ProtobufDecoder.isEnvelope(raw)) {
            return Optional.of(decoder.envelope(raw, depth + 1));
        }
        try {
            JsonNode parsed = Json.parse(raw);
            if (!parsed.isMissingNode()) { // as it is for nothing but blanks
                return Optional.of(parsed);
            }
        } catch (JacksonException e) {
            // said below
        }
        throw WireReader.malformed("raw content is neither JSON nor an object in protobuf");
    }

    private static JsonNode readStrings(WireReader in) {
        ArrayNode strings = Json.array();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            if (field == 1) {
                in.expect(WireWriter.BYTES);
                strings.add(in.string());
            } else {
                in.skip();
            }
        }
        return strings;
    }

    private static Optional<JsonNode> readSchemaOr(Special special, WireReader in, ProtobufDecoder decoder, int depth) {
        MessageType type = MessageTypes.builtIn().schemaProps();
        @Nullable
        JsonNode schema = null;
        ArrayNode several = Json.array();
        boolean allows = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            boolean isSchema = field == (special == Special.SCHEMA_OR_BOOL ? 2 : 1);
            if (field > 2) {
                in.skip();
            } else if (isSchema) {
                in.expect(WireWriter.BYTES);
                schema = decoder.struct(in.message(), type, depth + 1);
            } else if (special == Special.SCHEMA_OR_BOOL) {
                in.expect(WireWriter.VARINT);
                allows = in.varint() != 0;
            } else if (special == Special.SCHEMA_OR_STRINGS) {
                in.expect(WireWriter.BYTES);
                several.add(in.string());
            } else {
                in.expect(WireWriter.BYTES);
                several.add(decoder.struct(in.message(), type, depth + 1));
            }
        }
        if (schema != null) {
            return Optional.of(schema);
        }
        if (special == Special.SCHEMA_OR_BOOL) {
            return Optional.of(Json.object().booleanNode(allows));
        }
        return several.isEmpty() ? Optional.empty() : Optional.of(several);
    }
}
