package dev.coracle.apiserver.encoding;

import dev.coracle.api.cbor.CborDecoder;
import dev.coracle.api.cbor.CborException;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.JsonSyntax;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients send: JSON, YAML or protobuf bytes to trees. */
public final class Bodies {

    private static final int EXCERPT = 30;

    private Bodies() {}

    /** The media type of the body without its parameters; JSON if the client says nothing. */
    public static String contentType(HttpRequest request) {
        String given = request.header("content-type").filter(type -> !type.isEmpty()).orElse("application/json");
        return given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The object that is in the body of a create or update.
     *
     * @param expected the kind that the path is about, for messages
     * @throws StatusException 415 for an unknown format, 400 for what cannot be read
     */
    public static ObjectNode object(HttpRequest request, String expected) {
        return switch (contentType(request)) {
            case "application/json" -> json(request.body(), expected);
            case "application/yaml" -> yaml(request.body(), expected);
            case "application/vnd.kubernetes.protobuf" -> protobuf(request.body(), expected);
            case "application/cbor" -> {
                if (!request.cbor()) {
                    throw unsupported(request);
                }
                yield cbor(request.body(), expected);
            }
            default -> throw unsupported(request);
        };
    }

    private static StatusException unsupported(HttpRequest request) {
        return StatusException.unsupportedMediaType(Negotiation.objects(request));
    }

    /** As {@link #object(HttpRequest, String)}, of a resource; custom ones have no form in protobuf. */
    public static ObjectNode object(HttpRequest request, Resource resource) {
        if (resource.custom() && contentType(request).equals("application/vnd.kubernetes.protobuf")) {
            throw StatusException.unsupportedMediaType(
                    "application/json, application/yaml" + (request.cbor() ? ", application/cbor" : ""));
        }
        return object(request, resource.info().kind());
    }

    private static ObjectNode json(byte[] body, String expected) {
        JsonNode node;
        try {
            node = Json.parse(body);
        } catch (JacksonException e) {
            throw unrecognized(expected, "json parse error: " + goMessage(body, e), summary(body));
        }
        return asObject(node, body, expected);
    }

    private static ObjectNode asObject(JsonNode node, byte[] body, String expected) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        if (node.isNull()) {
            return Json.object(); // as Go reads null into a struct
        }
        if (body.length == 0 || node.isMissingNode()) {
            throw unrecognized(expected, "json parse error: unexpected end of JSON input", "<empty>");
        }
        String type = node.isArray() ? "array" : node.isString() ? "string" : node.isNumber() ? "number" : "bool";
        throw unrecognized(expected, "json parse error: json: cannot unmarshal " + type
                + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
                summary(body));
    }

    private static ObjectNode yaml(byte[] body, String expected) {
        JsonNode node;
        try {
            node = Yaml.parse(body);
        } catch (StatusException e) {
            throw StatusException.badRequest("the object provided is unrecognized (must be of type " + expected + "): "
                    + e.status().message() + " (" + summary(body) + ")");
        }
        return asObject(node, body, expected);
    }

    private static ObjectNode cbor(byte[] body, String expected) {
        try {
            return CborDecoder.object(body);
        } catch (CborException e) {
            if (e.place().isEmpty()) {
                throw StatusException.badRequest("the object provided is unrecognized (must be of type " + expected
                        + "): unable to determine group/version/kind: " + e.getMessage() + " (" + summary(body) + ")");
            }
            CborException.Place place = e.place().get();
            String kind = place.kind().isEmpty() ? expected : place.kind();
            String version = GroupVersion.parse(place.apiVersion()).version();
            throw StatusException.badRequest(kind + " in version \"" + version + "\" cannot be handled as a " + expected
                    + ": " + e.getMessage());
        }
    }

    /** As the original shows a body that it does not know what to make of. */
    private static String summary(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        int shown = Math.min(body.length, EXCERPT);
        String text = body[0] == '{'
                ? new String(body, 0, shown, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(body, 0, shown);
        return shown < body.length ? text + " ..." : text;
    }

    private static ObjectNode protobuf(byte[] body, String expected) {
        String head = "the object provided is unrecognized (must be of type " + expected + "): ";
        if (body.length == 0 || !Protobuf.begins(body)) {
            throw StatusException.badRequest(head + (body.length == 0
                    ? "empty data"
                    : "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]") + " ("
                    + summary(body) + ")");
        }
        try {
            return Protobuf.decode(body);
        } catch (RuntimeException e) {
            throw StatusException.badRequest(head + e.getMessage() + " (" + summary(body) + ")");
        }
    }

    private static String goMessage(byte[] body, JacksonException e) {
        String mistake = JsonSyntax.mistake(body);
        return mistake.isEmpty() ? e.getOriginalMessage() : mistake;
    }

    private static StatusException unrecognized(String expected, String why, String excerpt) {
        return StatusException.badRequest("the object provided is unrecognized (must be of type " + expected
                + "): couldn't get version/kind; " + why + " (" + excerpt + ")");
    }

    /** What is applied, in CBOR if the client says so, else in YAML, of which JSON is a part. @throws StatusException (400) if it is neither */
    public static ObjectNode applied(HttpRequest request) {
        try {
            if (contentType(request).endsWith("+cbor")) {
                return CborDecoder.object(request.body());
            }
            return Yaml.parseObject(request.body());
        } catch (StatusException e) {
            throw StatusException.badRequest("error decoding YAML: " + e.status().message());
        } catch (CborException e) {
            throw StatusException.badRequest("error decoding YAML: " + e.getMessage()); // the original's words
        }
    }

    /** A patch type that is not known. */
    public static StatusException unsupportedPatch() {
        return new StatusException(new Status(415, Reason.UNSUPPORTED_MEDIA_TYPE.word(), "415: Unsupported Media Type",
                StatusDetails.EMPTY));
    }
}
