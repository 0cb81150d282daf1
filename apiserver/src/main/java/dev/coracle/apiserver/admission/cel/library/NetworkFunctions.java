package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.ListType;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses, networks and URLs. Source: Kubernetes' CEL libraries of IP, CIDR and URLs. */
public final class NetworkFunctions {

    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private NetworkFunctions() {}

    /** An address of 4 or 16 bytes. */
    record Ip(List<Byte> bytes, String text) implements Sized {

        @Override
        public long size() {
            return bytes.size();
        }

        static Optional<Ip> tryParse(String text) {
            // Only what cannot be a host name goes to InetAddress, so that nothing is ever looked up.
            if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
                return Optional.empty();
            }
            try {
                byte[] raw = InetAddress.getByName(text).getAddress();
                if (text.contains(":") && raw.length == 4) {
                    return Optional.empty();
                }
                List<Byte> bytes = new ArrayList<>();
                for (byte b : raw) {
                    bytes.add(b);
                }
                return Optional.of(new Ip(List.copyOf(bytes), Addresses.canonical(raw)));
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }

        static Ip parse(String text) {
            return tryParse(text).orElseThrow(() -> new IllegalArgumentException(
                    "IP Address \"" + text + "\" parse error during conversion from string: ParseAddr(\"" + text
                            + "\"): unable to parse IP"));
        }

        InetAddress address() {
            byte[] raw = new byte[bytes.size()];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = bytes.get(i);
            }
            try {
                return InetAddress.getByAddress(raw);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        BigInteger number() {
            return new BigInteger(1, address().getAddress());
        }

        boolean isGlobalUnicast() {
            InetAddress address = address();
            boolean broadcast = bytes.equals(List.of((byte) -1, (byte) -1, (byte) -1, (byte) -1));
            return !address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isMulticastAddress()
                    && !address.isLinkLocalAddress() && !broadcast;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A network: an address and how many of its bits count. */
    record Cidr(Ip ip, int prefix) implements Sized {

        /** Of the part that counts. */
        @Override
        public long size() {
            return (prefix + 7) / 8;
        }

        static Optional<Cidr> tryParse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
                return Optional.empty();
            }
            int prefix = Integer.parseInt(text.substring(slash + 1));
            return Ip.tryParse(text.substring(0, slash)).filter(ip -> prefix <= ip.bytes.size() * 8)
                    .map(ip -> new Cidr(ip, prefix));
        }

        static Cidr parse(String text) {
            return tryParse(text).orElseThrow(() -> new IllegalArgumentException("network address parse error during "
                    + "conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\""
                    + text + "\"): " + wrong(text)));
        }

        private static String wrong(String text) {
            int slash = text.lastIndexOf('/');
            if (slash < 0) {
                return "no '/'";
            }
            String ip = text.substring(0, slash);
            String bits = text.substring(slash + 1);
            if (Ip.tryParse(ip).isEmpty()) {
                return "ParseAddr(\"" + ip + "\"): unable to parse IP";
            }
            return bits.matches("0|[1-9]\\d*")
                    ? "prefix length out of range"
                    : "bad bits after slash: \"" + bits + "\"";
        }

        private BigInteger head(Ip address) {
            return address.number().shiftRight(address.bytes.size() * 8 - prefix);
        }

        boolean contains(Ip other) {
            return other.bytes.size() == ip.bytes.size() && head(other).equals(head(ip));
        }

        boolean contains(Cidr other) {
            return other.prefix >= prefix && contains(other.ip);
        }

        Cidr masked() {
            int bits = ip.bytes.size() * 8;
            byte[] number = head(ip).shiftLeft(bits - prefix).toByteArray();
            byte[] raw = new byte[bits / 8];
            for (int i = 0; i < Math.min(raw.length, number.length); i++) {
                raw[raw.length - 1 - i] = number[number.length - 1 - i];
            }
            return new Cidr(Ip.parse(Addresses.canonical(raw)), prefix);
        }

        @Override
        public String toString() {
            return ip + "/" + prefix;
        }
    }

    public static void addTo(Functions to) {
        addresses(to);
        networks(to);
        urls(to);
    }

    private static void addresses(Functions to) {
        to.global("ip", Types.IP_TYPE, args -> Ip.parse((String) args[0]), Types.STRING);
        to.global("isIP", SimpleType.BOOL, args -> Ip.tryParse((String) args[0]).isPresent(), Types.STRING);
        to.global("ip.isCanonical", SimpleType.BOOL, args -> Ip.parse((String) args[0]).text.equals(args[0]),
                Types.STRING);
        to.global("string", SimpleType.STRING, args -> args[0].toString(), Types.IP);
        to.member("family", SimpleType.INT, args -> ((Ip) args[0]).bytes.size() == 4 ? 4L : 6L, Types.IP);
        to.member("isUnspecified", SimpleType.BOOL, args -> address(args).isAnyLocalAddress(), Types.IP);
        to.member("isLoopback", SimpleType.BOOL, args -> address(args).isLoopbackAddress(), Types.IP);
        to.member("isLinkLocalMulticast", SimpleType.BOOL, args -> address(args).isMCLinkLocal(), Types.IP);
        to.member("isLinkLocalUnicast", SimpleType.BOOL, args -> address(args).isLinkLocalAddress(), Types.IP);
        to.member("isGlobalUnicast", SimpleType.BOOL, args -> ((Ip) args[0]).isGlobalUnicast(), Types.IP);
    }

    private static InetAddress address(Object[] args) {
        return ((Ip) args[0]).address();
    }

    private static void networks(Functions to) {
        to.global("cidr", Types.CIDR_TYPE, args -> Cidr.parse((String) args[0]), Types.STRING);
        to.global("isCIDR", SimpleType.BOOL, args -> Cidr.tryParse((String) args[0]).isPresent(), Types.STRING);
        to.global("string", SimpleType.STRING, args -> args[0].toString(), Types.CIDR);
        to.member("containsIP", SimpleType.BOOL, args -> ((Cidr) args[0]).contains(Ip.parse((String) args[1])),
                Types.CIDR,
                Types.STRING);
        to.member("containsIP", SimpleType.BOOL, args -> ((Cidr) args[0]).contains((Ip) args[1]), Types.CIDR, Types.IP);
        to.member("containsCIDR", SimpleType.BOOL, args -> ((Cidr) args[0]).contains(Cidr.parse((String) args[1])),
                Types.CIDR, Types.STRING);
        to.member("containsCIDR", SimpleType.BOOL, args -> ((Cidr) args[0]).contains((Cidr) args[1]), Types.CIDR,
                Types.CIDR);
        to.member("ip", Types.IP_TYPE, args -> ((Cidr) args[0]).ip, Types.CIDR);
        to.member("masked", Types.CIDR_TYPE, args -> ((Cidr) args[0]).masked(), Types.CIDR);
        to.member("prefixLength", SimpleType.INT, args -> (long) ((Cidr) args[0]).prefix, Types.CIDR);
    }

    private static Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            // As Go's ParseRequestURI: absolute, or a path from the root.
            return uri.isAbsolute() && !uri.isOpaque() || text.startsWith("/") ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static void urls(Functions to) {
        to.global("url", Types.URL_TYPE, args -> url((String) args[0]).orElseThrow(
                () -> new IllegalArgumentException("URL parse error during conversion from string: parse \"" + args[0]
                        + "\": invalid URI for request")),
                Types.STRING);
        to.global("isURL", SimpleType.BOOL, args -> url((String) args[0]).isPresent(), Types.STRING);
        to.member("getScheme", SimpleType.STRING, args -> orEmpty(((URI) args[0]).getScheme()), Types.URL);
        to.member("getHost", SimpleType.STRING, args -> {
            URI uri = (URI) args[0];
            return orEmpty(uri.getHost()) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }, Types.URL);
        to.member("getHostname", SimpleType.STRING,
                args -> orEmpty(((URI) args[0]).getHost()).replaceAll("^\\[|]$", ""), Types.URL);
        to.member("getPort", SimpleType.STRING,
                args -> ((URI) args[0]).getPort() < 0 ? "" : Integer.toString(((URI) args[0]).getPort()), Types.URL);
        to.member("getEscapedPath", SimpleType.STRING, args -> orEmpty(((URI) args[0]).getRawPath()), Types.URL);
        to.member("getQuery", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                args -> query(orEmpty(((URI) args[0]).getRawQuery())), Types.URL);
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.computeIfAbsent(unescaped(name), n -> new ArrayList<>()).add(unescaped(value));
            }
        }
        return query;
    }

    private static String unescaped(String text) {
        return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
