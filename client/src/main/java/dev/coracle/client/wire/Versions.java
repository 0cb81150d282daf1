package dev.coracle.client.wire;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Resource versions, which may be compared as decimal numbers (KEP-5504). */
public final class Versions {

    /** No store will count further; any of them fits into a {@code long}. */
    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,17}");

    private Versions() {}

    /** Empty for what is no number: an extension server may have versions of another kind. */
    public static OptionalLong number(String version) {
        return DECIMAL.matcher(version).matches()
                ? OptionalLong.of(Long.parseLong(version))
                : OptionalLong.empty();
    }
}
