package dev.coracle.base.flags;

/** Truth as Go's {@code strconv.ParseBool} reads it. */
public final class GoBool {

    private GoBool() {}

    /** @throws IllegalArgumentException in Go's words, for a text that is none of its twelve */
    public static boolean parse(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException(
                    "strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        };
    }
}
