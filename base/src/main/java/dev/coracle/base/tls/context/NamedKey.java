package dev.coracle.base.tls.context;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A certificate for clients that ask for one of these names (RFC 6066, server name indication).
 *
 * @param names DNS names, of which the first label may be {@code *}; those that the certificate itself has when empty
 * @param key   what to show, asked for each handshake
 */
public record NamedKey(List<String> names, Supplier<CertifiedKey> key) {

    private static final int DNS_NAME = 2;

    public NamedKey {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** The best of several for a client that asks for {@code host}, -1 if there is none: a name outdoes a pattern, and one that was given outdoes one of a certificate's own. */
    static int best(List<NamedKey> keys, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        String pattern = dot < 0 ? wanted : "*" + wanted.substring(dot);
        return Stream.of(wanted, pattern)
                .flatMapToInt(name -> IntStream.concat(where(keys, key -> key.names.contains(name)),
                        where(keys, key -> key.names.isEmpty() && key.own().contains(name))))
                .findFirst().orElse(-1);
    }

    private static IntStream where(List<NamedKey> keys, Predicate<NamedKey> test) {
        return IntStream.range(0, keys.size()).filter(i -> test.test(keys.get(i)));
    }

    /** DNS names of the certificate as it is now. */
    private List<String> own() {
        List<String> own = new ArrayList<>();
        X509Certificate leaf = key.get().chain().getFirst();
        try {
            Collection<List<?>> all = leaf.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.size() == 2 && name.get(0) instanceof Integer kind && kind == DNS_NAME
                        && name.get(1) instanceof String text) {
                    own.add(text.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return own;
    }
}
