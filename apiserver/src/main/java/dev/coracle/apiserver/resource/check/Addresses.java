package dev.coracle.apiserver.resource.check;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and CIDR blocks, read without ever asking a name server. */
public final class Addresses {

    public static final String INVALID = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    public static final String INVALID_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    private static final Pattern V4 = Pattern
            .compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    private static final Pattern V6_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private Addresses() {}

    /** The four bytes of a dotted address. */
    public static Optional<byte[]> v4(String text) {
        var parts = V4.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = Integer.parseInt(parts.group(i + 1));
            if (part > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) part;
        }
        return Optional.of(bytes);
    }

    /** Whether it is a IPv6 address in any of its spellings but for zones. */
    public static boolean isV6(String text) {
        int shortened = text.indexOf("::");
        if (shortened >= 0 && text.indexOf("::", shortened + 1) >= 0) {
            return false;
        }
        int groups = 0;
        List<String> halves = shortened < 0
                ? List.of(text)
                : List.of(text.substring(0, shortened), text.substring(shortened + 2));
        for (String half : halves) {
            if (half.isEmpty() && shortened >= 0) {
                continue;
            }
            List<String> parts = List.of(half.split(":", -1));
            for (int i = 0; i < parts.size(); i++) {
                boolean last = i == parts.size() - 1 && half.equals(halves.getLast());
                if (last && v4(parts.get(i)).isPresent()) {
                    groups += 2;
                } else if (V6_GROUP.matcher(parts.get(i)).matches()) {
                    groups++;
                } else {
                    return false;
                }
            }
        }
        return shortened < 0 ? groups == 8 : groups < 8;
    }

    public static boolean isAddress(String text) {
        return v4(text).isPresent() || isV6(text);
    }

    /** {@code IPv4}, {@code IPv6}, or empty. */
    public static String family(String text) {
        return v4(text).isPresent() ? "IPv4" : isV6(text) ? "IPv6" : "";
    }

    public static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String bits = text.substring(slash + 1);
        if (bits.isEmpty() || bits.length() > 3 || !bits.chars().allMatch(Character::isDigit)) {
            return false;
        }
        int length = Integer.parseInt(bits);
        String address = text.substring(0, slash);
        return (v4(address).isPresent() && length <= 32) || (isV6(address) && length <= 128);
    }

    public static Place address(Place place) {
        return isAddress(place.text()) ? place : place.invalidText(INVALID);
    }

    public static Place cidr(Place place) {
        return isCidr(place.text()) ? place : place.invalidText(INVALID_CIDR);
    }

    /** Whether the IPv4 address lies in the IPv4 block. */
    public static boolean contains(String cidr, String address) {
        int slash = cidr.indexOf('/');
        Optional<byte[]> base = slash < 0 ? Optional.empty() : v4(cidr.substring(0, slash));
        Optional<byte[]> ip = v4(address);
        if (base.isEmpty() || ip.isEmpty() || !isCidr(cidr)) {
            return false;
        }
        int length = Integer.parseInt(cidr.substring(slash + 1));
        long mask = length == 0 ? 0 : 0xffffffffL << (32 - length) & 0xffffffffL;
        return (number(base.get()) & mask) == (number(ip.get()) & mask);
    }

    public static long number(byte[] v4) {
        return (v4[0] & 0xffL) << 24 | (v4[1] & 0xffL) << 16 | (v4[2] & 0xffL) << 8 | (v4[3] & 0xffL);
    }

    public static String text(long v4) {
        return (v4 >> 24 & 0xff) + "." + (v4 >> 16 & 0xff) + "." + (v4 >> 8 & 0xff) + "." + (v4 & 0xff);
    }
}
