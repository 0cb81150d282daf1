package dev.coracle.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What names must look like. Each check answers with what is wrong, in apimachinery's words, or with an empty list. Source: RFC 1123,
 * RFC 1035, and the API conventions.
 */
public final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String UNDERSCORED = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final String UNDERSCORED_SUBDOMAIN = UNDERSCORED + "(\\." + UNDERSCORED + ")*";
    private static final String HTTP_HEADER = "[-A-Za-z0-9]+";
    private static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
    private static final String ENV_NAME = "[ -<>-~]+";
    private static final String CONDITION_REASON = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
    private static final Pattern UNDERSCORED_PATTERN = Pattern.compile(UNDERSCORED_SUBDOMAIN);
    private static final Pattern HTTP_HEADER_PATTERN = Pattern.compile(HTTP_HEADER);
    private static final Pattern HTTP_PATH_PATTERN = Pattern.compile(HTTP_PATH);
    private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
    private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
    private static final Pattern ENV_NAME_PATTERN = Pattern.compile(ENV_NAME);
    private static final Pattern CONDITION_REASON_PATTERN = Pattern.compile(CONDITION_REASON);
    private static final Pattern PORT_NAME_PATTERN = Pattern.compile("[-a-z0-9]+");

    private Names() {}

    /** A DNS label of RFC 1123, at most 63 characters: namespaces, containers. */
    public static List<String> dnsLabel(String value) {
        List<String> wrong = tooLong(value, 63, "characters");
        if (!NameScans.label(value, 0, value.length())) {
            wrong.add(NameScans.subdomain(value)
                    ? "must not contain dots"
                    : regexMessage(
                            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                            LABEL, "my-name", "123-abc"));
        }
        return wrong;
    }

    /** A DNS subdomain of RFC 1123, at most 253 characters: most names. */
    public static List<String> dnsSubdomain(String value) {
        return subdomain(value, "characters");
    }

    /** The same, as upstream's newer checks say it, which count bytes. */
    public static List<String> dnsSubdomainInBytes(String value) {
        return subdomain(value, "bytes");
    }

    private static List<String> subdomain(String value, String unit) {
        List<String> wrong = tooLong(value, 253, unit);
        if (!NameScans.subdomain(value)) {
            wrong.add(regexMessage(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
                    SUBDOMAIN, "example.com"));
        }
        return wrong;
    }

    /** As {@link #dnsSubdomain}, and labels may begin with an underscore, as those of services do in the DNS. */
    public static List<String> dnsSubdomainWithUnderscore(String value) {
        List<String> wrong = tooLong(value, 253, "characters");
        if (!UNDERSCORED_PATTERN.matcher(value).matches()) {
            wrong.add(regexMessage(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
                    UNDERSCORED_SUBDOMAIN, "example.com"));
        }
        return wrong;
    }

    /** The name of an HTTP header. */
    public static List<String> httpHeader(String value) {
        return HTTP_HEADER_PATTERN.matcher(value).matches()
                ? List.of()
                : List.of(
                        regexMessage("a valid HTTP header must consist of alphanumeric characters or '-'", HTTP_HEADER,
                                "X-Header-Name"));
    }

    /** A DNS label of RFC 1035, at most 63 characters: services. */
    public static List<String> dns1035Label(String value) {
        List<String> wrong = tooLong(value, 63, "characters");
        if (!LABEL_1035_PATTERN.matcher(value).matches()) {
            wrong.add(regexMessage(
                    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
                    LABEL_1035, "my-name", "abc-123"));
        }
        return wrong;
    }

    /** A name that may stand in a path, and no more is asked of it: roles, bindings. */
    public static List<String> pathSegment(String value) {
        if (value.equals(".") || value.equals("..")) {
            return List.of("may not be '" + value + "'");
        }
        List<String> wrong = new ArrayList<>();
        for (String illegal : List.of("/", "%")) {
            if (value.contains(illegal)) {
                wrong.add("may not contain '" + illegal + "'");
            }
        }
        return wrong;
    }

    /** A label's or annotation's key: a name of at most 63 characters, after an optional DNS subdomain and a slash. */
    public static List<String> qualifiedName(String value) {
        if (NameScans.qualifiedKey(value)) {
            return List.of();
        }
        List<String> wrong = new ArrayList<>();
        String[] parts = value.split("/", -1);
        String name = parts[0];
        if (parts.length == 2) {
            name = parts[1];
            if (parts[0].isEmpty()) {
                wrong.add("prefix part must be non-empty");
            } else {
                subdomain(parts[0], "bytes").forEach(message -> wrong.add("prefix part " + message));
            }
        } else if (parts.length > 2) {
            wrong.add(regexMessage(
                    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                    QUALIFIED, "MyName", "my.name", "123-abc")
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
            return wrong;
        }
        if (name.isEmpty()) {
            wrong.add("name part must be non-empty");
        } else if (name.length() > 63) {
            wrong.add("name part must be no more than 63 bytes");
        }
        if (!NameScans.qualified(name)) {
            wrong.add("name part " + regexMessage(
                    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                    QUALIFIED, "MyName", "my.name", "123-abc"));
        }
        return wrong;
    }

    /** A path under somebody's domain: {@code acme.io/foo}. */
    public static List<String> domainPrefixedPath(String value) {
        int slash = value.indexOf('/');
        if (slash <= 0 || slash == value.length() - 1) {
            return List.of("must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        List<String> wrong = new ArrayList<>(dnsSubdomain(value.substring(0, slash)));
        if (!HTTP_PATH_PATTERN.matcher(value.substring(slash + 1)).matches()) {
            wrong.add("Invalid path (regex used for validation is '" + HTTP_PATH + "')");
        }
        return wrong;
    }

    /** A label's value: at most 63 characters, may be empty. */
    public static List<String> labelValue(String value) {
        List<String> wrong = tooLong(value, 63, "bytes");
        if (!value.isEmpty() && !NameScans.qualified(value)) {
            wrong.add(regexMessage(
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                    LABEL_VALUE, "MyValue", "my_value", "12345"));
        }
        return wrong;
    }

    /** A key of a ConfigMap or Secret. */
    public static List<String> configMapKey(String value) {
        List<String> wrong = tooLong(value, 253, "characters");
        if (!CONFIG_KEY_PATTERN.matcher(value).matches()) {
            wrong.add(regexMessage("a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                    CONFIG_KEY, "key.name",
                    "KEY_NAME", "key-name"));
        } else if (value.equals(".")) {
            wrong.add("must not be '.'");
        } else if (value.equals("..")) {
            wrong.add("must not be '..'");
        } else if (value.startsWith("..")) {
            wrong.add("must not start with '..'");
        }
        return wrong;
    }

    /** An environment variable's name, in the relaxed form that is the rule since 1.32. */
    public static List<String> environmentVariable(String value) {
        List<String> wrong = new ArrayList<>();
        if (!ENV_NAME_PATTERN.matcher(value).matches()) {
            wrong.add(
                    "a valid environment variable name must consist only of printable ASCII characters other than '='");
        }
        return wrong;
    }

    /** The reason of a condition: one word for programs, in CamelCase, or several of them. */
    public static List<String> conditionReason(String value) {
        return CONDITION_REASON_PATTERN.matcher(value).matches()
                ? List.of()
                : List.of(regexMessage(
                        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
                        CONDITION_REASON, "my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"));
    }

    /** A port's name: at most 15 characters, lower case, a letter among them. */
    public static List<String> portName(String value) {
        List<String> wrong = new ArrayList<>();
        if (value.length() > 15) {
            wrong.add("must be no more than 15 characters");
        }
        if (!PORT_NAME_PATTERN.matcher(value).matches()) {
            wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (value.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            wrong.add("must contain at least one letter (a-z)");
        }
        if (value.contains("--")) {
            wrong.add("must not contain consecutive hyphens");
        }
        if (value.startsWith("-") || value.endsWith("-")) {
            wrong.add("must not begin or end with a hyphen");
        }
        return wrong;
    }

    /** A port's number. */
    public static List<String> portNumber(long value) {
        return value >= 1 && value <= 65535 ? List.of() : List.of("must be between 1 and 65535, inclusive");
    }

    /** @param unit what labels are counted in by upstream's newer checks, and names by its older ones: bytes or characters */
    private static List<String> tooLong(String value, int max, String unit) {
        List<String> wrong = new ArrayList<>();
        if (value.length() > max) {
            wrong.add("must be no more than " + max + " " + unit);
        }
        return wrong;
    }

    private static String regexMessage(String what, String regex, String... examples) {
        StringBuilder text = new StringBuilder(what).append(" (e.g. ");
        for (int i = 0; i < examples.length; i++) {
            text.append(i == 0 ? "'" : ",  or '").append(examples[i]).append('\'');
        }
        return text.append(", regex used for validation is '").append(regex).append("')").toString();
    }
}
