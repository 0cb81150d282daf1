package dev.coracle.api.schema.check;

import dev.coracle.api.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** The string formats that apiextensions/v1 checks; a format that is not known fits everything. */
final class StringFormats {

    private static final Pattern UUID = Pattern
            .compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final String LETTER = "[a-zA-Z0-9\\p{S}\\p{L}]";
    private static final Pattern HOSTNAME = Pattern
            .compile(LETTER + "(?:-?" + LETTER + "{0,62})?|(?:" + LETTER + "(?:(?:-|" + LETTER + "){0,61}" + LETTER
                    + ")?\\.)+[a-zA-Z\\p{L}]{2,63}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Pattern MAC = Pattern
            .compile("(?i)(?:[0-9a-f]{2}[:-]){5}(?:[0-9a-f]{2})(?:(?:[:-][0-9a-f]{2}){2})?");
    private static final Pattern DURATION = Pattern
            .compile("[+-]?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+|[+-]?0");
    private static final Pattern AMOUNT_OF_TIME = Pattern.compile("[0-9]+\\s*(?i:([a-zµ]+))");
    private static final Pattern TIME_UNIT = Pattern
            .compile("(?i)ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*");
    private static final Pattern BASE64 = Pattern
            .compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    private static final Pattern HEX_COLOR = Pattern.compile("#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})");

    private StringFormats() {}

    static boolean fits(String format, String value) {
        return switch (format) {
            case "date-time", "datetime" -> parses(() -> OffsetDateTime.parse(value));
            case "date" -> parses(() -> LocalDate.parse(value));
            case "duration" -> DURATION.matcher(value).matches() || AMOUNT_OF_TIME.matcher(value).results()
                    .anyMatch(amount -> TIME_UNIT.matcher(amount.group(1)).matches());
            case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.matcher(value).matches();
            case "ipv4" -> IPV4.matcher(value).matches();
            case "ipv6" -> value.indexOf(':') >= 0 && IPV6.matcher(value).matches() && colons(value);
            case "ip" -> fits("ipv4", value) || fits("ipv6", value);
            case "cidr" -> cidr(value);
            case "hostname" -> HOSTNAME.matcher(value).matches();
            case "email" -> EMAIL.matcher(value).matches();
            case "mac" -> MAC.matcher(value).matches();
            case "hexcolor" -> HEX_COLOR.matcher(value).matches();
            case "uri" -> uri(value);
            case "byte" -> BASE64.matcher(value).matches();
            case "k8s-short-name" -> Names.dnsLabel(value).isEmpty();
            case "k8s-long-name" -> Names.dnsSubdomain(value).isEmpty();
            default -> true;
        };
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean colons(String value) {
        long colons = value.chars().filter(c -> c == ':').count();
        boolean compressed = value.contains("::");
        return !value.contains(":::") && value.indexOf("::") == value.lastIndexOf("::") && colons <= 7
                && (compressed || colons == 7 || value.contains(".") && colons == 6);
    }

    private static boolean cidr(String value) {
        int slash = value.lastIndexOf('/');
        if (slash < 0 || !value.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        String address = value.substring(0, slash);
        int bits = Integer.parseInt(value.substring(slash + 1));
        return fits("ipv4", address) && bits <= 32 || fits("ipv6", address) && bits <= 128;
    }

    private static boolean uri(String value) {
        try {
            return new URI(value).isAbsolute() || value.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
