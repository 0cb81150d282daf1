package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.SimpleType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions. Source: Kubernetes' CEL library of semantic versions; semver.org 2.0.0. */
public final class SemverFunctions {

    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");

    private SemverFunctions() {}

    /** Whether it is a version as semver.org defines them. */
    public static boolean isSemver(String text) {
        return Semver.tryParse(text).isPresent();
    }

    /** @param pre the parts of the pre-release; none for a release. The build counts for nothing and is not kept. */
    record Semver(long major, long minor, long patch, List<String> pre) implements Comparable<Semver> {

        static Optional<Semver> tryParse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (text.length() > 256 || !matcher.matches()) {
                return Optional.empty();
            }
            String pre = matcher.group(4);
            List<String> parts = pre == null ? List.of() : Arrays.asList(pre.split("\\."));
            if (parts.stream().anyMatch(part -> part.matches("0\\d+"))) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Semver(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)), parts));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        static Optional<Semver> tryParse(String text, boolean normalize) {
            try {
                return tryParse(normalize ? normalized(text) : text);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Without a leading v, with the parts that are missing, without leading zeros; what is short may not have more than numbers. */
        private static String normalized(String text) {
            String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
            if (parts.length < 3 && parts[parts.length - 1].matches(".*[-+].*")) {
                throw new IllegalArgumentException("short version cannot contain PreRelease/Build meta data");
            }
            StringBuilder whole = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                String part = i < parts.length ? parts[i].replaceFirst("^0+(?=\\d)", "") : "0";
                whole.append(i == 0 ? "" : ".").append(part);
            }
            return whole.toString();
        }

        static Semver parse(String text, boolean normalize) {
            String plain = normalize ? normalized(text) : text;
            return tryParse(plain).orElseThrow(() -> new IllegalArgumentException(wrong(plain)));
        }

        private static String wrong(String text) {
            String[] parts = text.split("\\.", 3);
            if (text.isEmpty()) {
                return "Version string empty";
            }
            if (parts.length < 3) {
                return "No Major.Minor.Patch elements found";
            }
            parts[2] = parts[2].split("[-+]", 2)[0];
            List<String> names = List.of("major", "minor", "patch");
            for (int i = 0; i < 3; i++) {
                if (!parts[i].matches("\\d+")) {
                    return "Invalid character(s) found in " + names.get(i) + " number \"" + parts[i] + "\"";
                }
                if (parts[i].matches("0\\d+")) {
                    String name = names.get(i).substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + names.get(i).substring(1);
                    return name + " number must not contain leading zeroes \"" + parts[i] + "\"";
                }
            }
            return "semver parse error during conversion from string: \"" + text + "\" is no semantic version";
        }

        @Override
        public int compareTo(Semver other) {
            int order = Long.compare(major, other.major);
            order = order != 0 ? order : Long.compare(minor, other.minor);
            order = order != 0 ? order : Long.compare(patch, other.patch);
            if (order != 0 || pre.isEmpty() || other.pre.isEmpty()) {
                return order != 0 ? order : Boolean.compare(pre.isEmpty(), other.pre.isEmpty());
            }
            for (int i = 0; i < Math.min(pre.size(), other.pre.size()); i++) {
                int part = comparePart(pre.get(i), other.pre.get(i));
                if (part != 0) {
                    return part;
                }
            }
            return Integer.compare(pre.size(), other.pre.size());
        }

        private static int comparePart(String a, String b) {
            boolean left = a.matches("\\d+");
            boolean right = b.matches("\\d+");
            if (left && right) {
                return new BigInteger(a).compareTo(new BigInteger(b));
            }
            return left == right ? Integer.signum(a.compareTo(b)) : left ? -1 : 1;
        }
    }

    public static void addTo(Functions to) {
        to.global("semver", Types.SEMVER_TYPE, args -> Semver.parse((String) args[0], false), Types.STRING);
        to.global("semver", Types.SEMVER_TYPE, args -> Semver.parse((String) args[0], (Boolean) args[1]), Types.STRING,
                Types.BOOL);
        to.global("isSemver", SimpleType.BOOL, args -> Semver.tryParse((String) args[0]).isPresent(), Types.STRING);
        to.global("isSemver", SimpleType.BOOL, args -> Semver.tryParse((String) args[0], (Boolean) args[1]).isPresent(),
                Types.STRING, Types.BOOL);
        to.member("major", SimpleType.INT, args -> ((Semver) args[0]).major, Types.SEMVER);
        to.member("minor", SimpleType.INT, args -> ((Semver) args[0]).minor, Types.SEMVER);
        to.member("patch", SimpleType.INT, args -> ((Semver) args[0]).patch, Types.SEMVER);
        to.member("isGreaterThan", SimpleType.BOOL, args -> compare(args) > 0, Types.SEMVER, Types.SEMVER);
        to.member("isLessThan", SimpleType.BOOL, args -> compare(args) < 0, Types.SEMVER, Types.SEMVER);
        to.member("compareTo", SimpleType.INT, args -> (long) compare(args), Types.SEMVER, Types.SEMVER);
    }

    private static int compare(Object[] args) {
        return ((Semver) args[0]).compareTo((Semver) args[1]);
    }
}
