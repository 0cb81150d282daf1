package dev.coracle.apiserver.resource.check;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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

    /** An address that every reader understands alike: no leading zeros, which some take for octal, and no IPv4 dressed as IPv6. */
    public static Place address(Place place) {
        String text = place.text();
        if (!isAddress(text)) {
            return place.invalidText(withoutZeros(text).isPresent() ? "must not have leading 0s" : INVALID);
        }
        return isMapped(text) ? place.invalidText("must not be an IPv4-mapped IPv6 address") : place;
    }

    /** A block of addresses, named by the first of them; as strict as {@link #address}. */
    public static Place cidr(Place place) {
        String text = place.text();
        int slash = Math.max(text.indexOf('/'), 0);
        String bits = text.substring(Math.min(slash + 1, text.length()));
        String address = withoutZeros(text.substring(0, slash)).orElse(text.substring(0, slash));
        String plain = address + "/" + bits.replaceFirst("^0+(?=[0-9])", "");
        if (!isCidr(plain)) {
            return place.invalidText(INVALID_CIDR);
        }
        if (!plain.equals(text)) {
            return place.invalidText("must not have leading 0s in IP or prefix length");
        }
        if (isMapped(address)) {
            return place.invalidText("must not have an IPv4-mapped IPv6 address");
        }
        return isFirst(address, Integer.parseInt(bits))
                ? place
                : place.invalidText("must not have bits set beyond the prefix length");
    }

    /** As {@link #address}, but what stood there before may stay. @param old what an older server may have let in */
    public static Place address(Place place, Collection<String> old) {
        return old.contains(place.text()) ? place : address(place);
    }

    /** As {@link #cidr}, but what stood there before may stay. @param old what an older server may have let in */
    public static Place cidr(Place place, Collection<String> old) {
        return old.contains(place.text()) ? place : cidr(place);
    }

    /** Four bytes or sixteen; of an IPv4 address with leading zeros or dressed as IPv6, too: what older servers let in. */
    static Optional<byte[]> loose(String text) {
        String plain = withoutZeros(text).orElse(text);
        return isAddress(plain) ? Optional.of(bytes(plain)) : Optional.empty();
    }

    /** Whether a block lies within another and is smaller. Both may be written as older servers let them. */
    public static boolean isPart(String block, String of) {
        int[] lengths = new int[2];
        byte[][] firsts = new byte[2][];
        for (int i = 0; i < 2; i++) {
            String text = i == 0 ? block : of;
            int slash = Math.max(text.indexOf('/'), 0);
            Optional<byte[]> address = loose(text.substring(0, slash));
            lengths[i] = slash == 0 ? -1 : length(text.substring(slash + 1));
            if (address.isEmpty() || lengths[i] < 0 || lengths[i] > address.get().length * 8) {
                return false;
            }
            firsts[i] = address.get();
        }
        return lengths[0] > lengths[1] && firsts[0].length == firsts[1].length
                && Arrays.equals(first(firsts[0], lengths[1]), first(firsts[1], lengths[1]));
    }

    /** How many bits of a block count; leading zeros are let through. @return -1 for what is no such number */
    static int length(String bits) {
        boolean number = !bits.isEmpty() && bits.length() <= 3 && bits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Integer.parseInt(bits) : -1;
    }

    /** The first address of a block. */
    static byte[] first(byte[] address, int bits) {
        byte[] first = address.clone();
        for (int i = bits; i < first.length * 8; i++) {
            first[i / 8] &= (byte) ~(0x80 >> i % 8);
        }
        return first;
    }

    /** As RFC 5952 writes it. @param raw four bytes or sixteen */
    public static String canonical(byte[] raw) {
        if (raw.length == 4) {
            return text(number(raw));
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (raw[2 * i] & 0xff) << 8 | raw[2 * i + 1] & 0xff;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        return bestStart < 0
                ? groups(groups, 0, 8)
                : groups(groups, 0, bestStart) + "::" + groups(groups, bestStart + bestLength, 8);
    }

    private static String groups(int[] groups, int from, int to) {
        return String.join(":", Arrays.stream(groups, from, to).mapToObj(Integer::toHexString).toList());
    }

    /** A dotted address with its leading zeros taken off, if that is all that was wrong. */
    private static Optional<String> withoutZeros(String text) {
        return Optional.of(text.replaceAll("(^|\\.)0+(?=[0-9])", "$1")).filter(plain -> v4(plain).isPresent());
    }

    private static boolean isMapped(String address) {
        return address.indexOf(':') >= 0 && bytes(address).length == 4;
    }

    private static boolean isFirst(String address, int bits) {
        byte[] bytes = bytes(address);
        return IntStream.range(bits, bytes.length * 8).allMatch(i -> (bytes[i / 8] >> (7 - i % 8) & 1) == 0);
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress(); // asks nobody: it is an address
        } catch (UnknownHostException e) {
            return new byte[0];
        }
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
