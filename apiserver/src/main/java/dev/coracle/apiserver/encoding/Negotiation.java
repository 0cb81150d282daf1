package dev.coracle.apiserver.encoding;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestInfoResolver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses a {@link MediaType} from an Accept header. Source: RFC 9110 section 12.5.1 and k8s.io/apiserver's negotiation. */
public final class Negotiation {

    private static final int MAX_CLAUSES = 64;
    private static final Set<String> JSON_TYPES = Set.of("application/json", "*/*");

    private record Clause(String type, Map<String, String> parameters, double quality) {}

    private Negotiation() {}

    /** @throws StatusException (406) if nothing that is accepted can be made */
    public static MediaType of(HttpRequest request, boolean allowTransforms) {
        String accept = String.join(",", request.headers("accept"));
        boolean pretty = pretty(request);
        if (accept.isEmpty() || accept.equals("application/json") || accept.equals("*/*")) {
            return pretty ? new MediaType(MediaType.Format.JSON, MediaType.Shape.OBJECT, "v1", true) : MediaType.JSON;
        }
        for (Clause clause : clauses(accept)) {
            Optional<MediaType> chosen = chosen(clause, allowTransforms, pretty, request.cbor());
            if (chosen.isPresent()) {
                return chosen.get();
            }
        }
        boolean spoken = clauses(accept).stream().map(Clause::type).anyMatch(type -> format(type, request.cbor())
                .isPresent() || request.cbor() && type.equals("application/cbor-seq"));
        throw spoken ? shapeNotAcceptable(objects(request)) : notAcceptable(objects(request) + streams(request));
    }

    /** For documents that there are in JSON only. @throws StatusException (406) for those who don't accept it */
    public static MediaType json(HttpRequest request) {
        String accept = String.join(",", request.headers("accept"));
        if (!accept.isEmpty() && clauses(accept).stream().map(Clause::type).noneMatch(JSON_TYPES::contains)) {
            throw notAcceptable("application/json");
        }
        return new MediaType(MediaType.Format.JSON, MediaType.Shape.OBJECT, "v1", true);
    }

    /** The media types of objects that this server speaks. */
    static String objects(HttpRequest request) {
        return "application/json, application/yaml, application/vnd.kubernetes.protobuf"
                + (request.cbor() ? ", application/cbor" : "");
    }

    private static String streams(HttpRequest request) {
        return Set.of("list", "watch").contains(RequestInfoResolver.resolve(request).verb())
                ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
                        + (request.cbor() ? ", application/cbor-seq" : "")
                : "";
    }

    /** The format is spoken, but what is asked for has no form in it. */
    private static StatusException shapeNotAcceptable(String available) {
        return new StatusException(new Status(406, Reason.NOT_ACCEPTABLE.word(),
                "only the following media types are accepted: " + available, StatusDetails.NONE));
    }

    public static StatusException notAcceptable(String available) {
        return new StatusException(new Status(406, Reason.NOT_ACCEPTABLE.word(),
                "406: Not Acceptable\n\nAvailable representations: " + available, StatusDetails.EMPTY));
    }

    /** @throws StatusException (406) for a stream of objects in a format that has no way to part them */
    public static MediaType ofStream(HttpRequest request) {
        MediaType type = of(request, true);
        if (type.format() == MediaType.Format.YAML) {
            throw shapeNotAcceptable(streams(request).substring(2));
        }
        return type;
    }

    /** What an error is written in: as accepted if that can be done, else JSON, which the original indents for everybody then. */
    public static MediaType ofError(HttpRequest request) {
        try {
            return of(request, true).as(MediaType.Shape.OBJECT);
        } catch (StatusException notAcceptable) {
            return new MediaType(MediaType.Format.JSON, MediaType.Shape.OBJECT, "v1", true);
        }
    }

    private static boolean pretty(HttpRequest request) {
        if (request.parameter("pretty").isPresent()) {
            String wanted = request.parameter("pretty").orElse("");
            return !wanted.equals("false") && !wanted.equals("0");
        }
        String agent = request.header("user-agent").orElse("");
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }

    private static Optional<MediaType.Format> format(String type, boolean cbor) {
        return switch (type) {
            case "application/json", "*/*", "application/*" -> Optional.of(MediaType.Format.JSON);
            case "application/yaml" -> Optional.of(MediaType.Format.YAML);
            case "application/vnd.kubernetes.protobuf" -> Optional.of(MediaType.Format.PROTOBUF);
            case "application/cbor" -> cbor ? Optional.of(MediaType.Format.CBOR) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<MediaType> chosen(Clause clause, boolean allowTransforms, boolean pretty, boolean cbor) {
        Optional<MediaType.Format> format = format(clause.type(), cbor);
        if (format.isEmpty() || clause.quality() == 0) {
            return Optional.empty();
        }
        Optional<MediaType.Shape> shape = shape(clause, allowTransforms)
                .filter(s -> s != MediaType.Shape.TABLE || format.get().tables());
        String version = clause.parameters().getOrDefault("v", "v1");
        return shape.map(s -> new MediaType(format.get(), s, version, pretty && format.get() == MediaType.Format.JSON));
    }

    private static Optional<MediaType.Shape> shape(Clause clause, boolean allowTransforms) {
        String as = clause.parameters().getOrDefault("as", "");
        if (as.isEmpty()) {
            return Optional.of(MediaType.Shape.OBJECT);
        }
        String version = clause.parameters().getOrDefault("v", "");
        boolean known = clause.parameters().getOrDefault("g", "").equals("meta.k8s.io")
                && (version.equals("v1") || version.equals("v1beta1"));
        if (!known || !allowTransforms) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" -> Optional.of(MediaType.Shape.TABLE);
            case "PartialObjectMetadata" -> Optional.of(MediaType.Shape.PARTIAL_METADATA);
            case "PartialObjectMetadataList" -> Optional.of(MediaType.Shape.PARTIAL_METADATA_LIST);
            default -> Optional.empty();
        };
    }

    /** The header's clauses, best first. */
    private static List<Clause> clauses(String accept) {
        List<Clause> clauses = new ArrayList<>();
        for (String part : accept.split(",", MAX_CLAUSES)) {
            String[] pieces = part.split(";");
            Map<String, String> parameters = new HashMap<>();
            double quality = 1;
            for (int i = 1; i < pieces.length; i++) {
                String[] pair = pieces[i].strip().split("=", 2);
                String value = pair.length > 1 ? pair[1].strip().replace("\"", "") : "";
                if (pair[0].equals("q")) {
                    quality = quality(value);
                } else {
                    parameters.put(pair[0], value);
                }
            }
            clauses.add(new Clause(pieces[0].strip().toLowerCase(Locale.ROOT), parameters, quality));
        }
        clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
        return clauses;
    }

    private static double quality(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
