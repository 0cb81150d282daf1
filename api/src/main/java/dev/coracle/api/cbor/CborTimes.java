package dev.coracle.api.cbor;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Items tagged as times, to the text that JSON would have. Source: RFC 8949 section 3.4.1 and 3.4.2. */
final class CborTimes {

    private CborTimes() {}

    /** @param tag 0 for a text, 1 for seconds since 1970 */
    static JsonNode value(long tag, JsonNode content) {
        try {
            if (tag == 0 && content.isString()) {
                return text(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.parse(content.stringValue())));
            }
            if (tag == 1 && content.isNumber()) {
                double seconds = content.doubleValue();
                long whole = (long) Math.floor(seconds);
                Instant instant = content.isIntegralNumber()
                        ? Instant.ofEpochSecond(content.longValue())
                        : Instant.ofEpochSecond(whole, (long) ((seconds - whole) * 1e9));
                return text(instant.toString());
            }
        } catch (DateTimeException | ArithmeticException noTime) {
            throw new CborException("cbor: cannot set a " + content.getNodeType() + " for time.Time");
        }
        throw new CborException("cbor: tag number " + tag + " must be followed by "
                + (tag == 0 ? "text string" : "integer or floating-point number") + ", got " + content.getNodeType());
    }

    private static JsonNode text(String time) {
        return JsonNodeFactory.instance.stringNode(time);
    }
}
