package dev.coracle.apiserver.storage.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * The providers of a resource, in order: the first writes, and each reads what it has written, so that a new key is put in front of an old one and the old
 * one is taken away when all has been written anew. Immutable; safe for use by any number of threads.
 */
final class Providers {

    private static final byte[] ENCRYPTED = ascii("k8s:enc:");

    private record Named(Provider provider, byte[] prefix) {}

    private final String resource;
    private final List<Named> providers;

    /** @param resource for metrics and messages */
    Providers(String resource, List<Provider> providers) {
        this.resource = resource;
        this.providers = providers.stream().map(p -> new Named(p, ascii(p.prefix()))).toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the bytes are of a form that only a provider can read. */
    static boolean encrypted(byte[] stored) {
        return begins(stored, ENCRYPTED);
    }

    private static boolean begins(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** @param key of the value in the store */
    byte[] write(String key, byte[] plain) throws GeneralSecurityException {
        Named first = providers.getFirst();
        if (first.provider.plain()) {
            return plain;
        }
        byte[] sealed = first.provider.box().seal(plain, ascii(key));
        byte[] stored = Arrays.copyOf(first.prefix, first.prefix.length + sealed.length);
        System.arraycopy(sealed, 0, stored, first.prefix.length, sealed.length);
        EncryptionMetrics.done(resource, "to_storage", first.provider.prefix(), true);
        return stored;
    }

    /** @throws GeneralSecurityException if none of them can read it, saying why */
    byte[] read(String key, byte[] stored) throws GeneralSecurityException {
        String why = "no matching prefix found";
        for (Named each : providers) {
            if (each.provider.plain() && !encrypted(stored)) {
                return stored;
            }
            if (each.provider.plain() || !begins(stored, each.prefix)) {
                continue;
            }
            try {
                byte[] sealed = Arrays.copyOfRange(stored, each.prefix.length, stored.length);
                byte[] plain = each.provider.box().open(sealed, ascii(key));
                EncryptionMetrics.done(resource, "from_storage", each.provider.prefix(), true);
                return plain;
            } catch (GeneralSecurityException e) {
                // Another provider may have the same prefix and another key.
                EncryptionMetrics.done(resource, "from_storage", each.provider.prefix(), false);
                why = each.provider.prefix() + " " + e.getMessage();
            }
        }
        throw new GeneralSecurityException(why);
    }

    /** Whether the first provider would write it in another form, or by another key. */
    boolean stale(byte[] stored) {
        Named first = providers.getFirst();
        return first.provider.plain() ? encrypted(stored) : !begins(stored, first.prefix);
    }
}
