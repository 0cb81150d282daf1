package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.coracle.api.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Named formats ({@code format.dns1123Label().validate(x)}) and {@code "%s".format([x])}. Source: Kubernetes' CEL library of formats, CEL's strings. */
public final class FormatFunctions {

    private static final Pattern UUID = Pattern
            .compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");

    private FormatFunctions() {}

    /**
     * @param check gives what is wrong with a text; an empty list if nothing is
     * @param size  of the regular expression that it is reckoned to cost as much as
     */
    record NamedFormat(String name, long size, Function<String, List<String>> check) implements Sized {}

    private static final Map<String, NamedFormat> FORMATS = new LinkedHashMap<>();

    private static void format(String name, long size, Function<String, List<String>> check) {
        FORMATS.put(name, new NamedFormat(name, size, check));
    }

    static {
        format("dns1123Label", 30, Names::dnsLabel);
        format("dns1123Subdomain", 60, Names::dnsSubdomain);
        format("dns1035Label", 30, Names::dns1035Label);
        format("qualifiedName", 60, Names::qualifiedName);
        format("dns1123LabelPrefix", 30, text -> Names.dnsLabel(unmasked(text)));
        format("dns1123SubdomainPrefix", 60, text -> Names.dnsSubdomain(unmasked(text)));
        format("dns1035LabelPrefix", 30, text -> Names.dns1035Label(unmasked(text)));
        format("labelValue", 40, Names::labelValue);
        format("uri", 1103, text -> unless(isUri(text), "parse \"" + text + "\": invalid URI for request"));
        format("uuid", 70, text -> unless(UUID.matcher(text).matches(), "does not match the UUID format"));
        format("byte", 84, text -> unless(isBase64(text), "invalid base64"));
        format("date", 71, text -> unless(parses(text, LocalDate::parse), "invalid date"));
        format("datetime", 71, text -> unless(parses(text, OffsetDateTime::parse), "invalid datetime"));
    }

    /** A prefix of a generated name may end in a dash. */
    private static String unmasked(String text) {
        return text.length() > 1 && text.endsWith("-") ? text.substring(0, text.length() - 2) + "a" : text;
    }

    private static List<String> unless(boolean right, String wrong) {
        return right ? List.of() : List.of(wrong);
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean parses(String text, Function<String, ?> parser) {
        try {
            return parser.apply(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    public static void addTo(Functions to) {
        FORMATS.forEach((name, format) -> to.global("format." + name, Types.FORMAT_TYPE, args -> format));
        CelType wrong = OptionalType.create(ListType.create(SimpleType.STRING));
        to.member("validate", wrong, args -> {
            List<String> errors = ((NamedFormat) args[0]).check.apply((String) args[1]);
            return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
        }, Types.FORMAT, Types.STRING);
        to.global("format.named", OptionalType.create(Types.FORMAT_TYPE),
                args -> Optional.ofNullable(FORMATS.get((String) args[0])), Types.STRING);
        to.member("format", SimpleType.STRING, args -> new TextFormat((String) args[0], (List<?>) args[1]).toString(),
                Types.STRING, Types.LIST);
    }

    /** What makes a step of a JSON pointer of a text. */
    public static void addPatchesTo(Functions to) {
        to.global("jsonpatch.escapeKey", SimpleType.STRING,
                args -> ((String) args[0]).replace("~", "~0").replace("/", "~1"), Types.STRING);
    }
}
