package dev.coracle.apiserver.resource.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Addresses that are read, though not by everybody alike, or not written as RFC 5952 would: what to write instead. */
public final class AddressWarnings {

    private AddressWarnings() {}

    /** Silent about what is no address at all. */
    public static void ip(Place place, Consumer<String> out) {
        String text = place.text();
        Optional<byte[]> bytes = Addresses.loose(text);
        if (bytes.isEmpty()) {
            return;
        }
        String better = Addresses.canonical(bytes.get());
        boolean v6 = bytes.get().length == 16;
        if (!v6 && !better.equals(text)) {
            say(place, "non-standard IP address \"" + text + "\" is invalid: use \"" + better + "\"", out);
        } else if (v6 && !better.equals(text)) {
            say(place, "IPv6 address \"" + text + "\" should be in RFC 5952 canonical format (\"" + better + "\")",
                    out);
        }
    }

    /** As {@link #ip}; also of a block that is not named by its first address. */
    public static void cidr(Place place, Consumer<String> out) {
        cidr(place, place.text(), out);
    }

    private static void cidr(Place place, String text, Consumer<String> out) {
        int slash = text.indexOf('/');
        Optional<byte[]> bytes = slash < 0 ? Optional.empty() : Addresses.loose(text.substring(0, slash));
        int length = slash < 0 ? -1 : Addresses.length(text.substring(slash + 1));
        boolean mapped = bytes.isPresent() && bytes.get().length == 4 && text.indexOf(':') >= 0;
        int most = bytes.isEmpty() ? -1 : mapped ? 128 : bytes.get().length * 8;
        if (length < 0 || length > most) {
            return;
        }
        byte[] address = mapped ? asV6(bytes.get()) : bytes.get();
        byte[] first = Addresses.first(address, length);
        String network = Addresses.canonical(first) + "/" + length;
        boolean ambiguous = !Arrays.equals(first, address);
        if (ambiguous) {
            say(place, "CIDR value \"" + text + "\" is ambiguous in this context (should be \"" + network + "\" or \""
                    + Addresses.canonical(bytes.get()) + "/" + most + "\"?)", out);
        }
        boolean standard = Addresses.isCidr(text) && !mapped && !text.substring(slash + 1).matches("0[0-9]+");
        if (!standard) {
            say(place, "non-standard CIDR value \"" + text + "\" is invalid: use \"" + network + "\"", out);
        } else if (!ambiguous && address.length == 16 && !network.equals(text)) {
            say(place, "IPv6 CIDR value \"" + text + "\" should be in RFC 5952 canonical format (\"" + network + "\")",
                    out);
        }
    }

    private static byte[] asV6(byte[] v4) {
        byte[] v6 = new byte[16];
        v6[10] = (byte) 0xff;
        v6[11] = (byte) 0xff;
        System.arraycopy(v4, 0, v6, 12, 4);
        return v6;
    }

    private static void say(Place place, String what, Consumer<String> out) {
        out.accept(place.path() + ": " + what);
    }
}
