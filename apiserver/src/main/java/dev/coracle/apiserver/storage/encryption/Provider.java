package dev.coracle.apiserver.storage.encryption;

import java.security.GeneralSecurityException;

/**
 * One way to write a value, and to read what was written so. Immutable; safe for use by any number of threads.
 *
 * @param prefix what values written so begin with, such as {@code k8s:enc:aesgcm:v1:key1:}; empty for plain ones
 */
record Provider(String prefix, Box box) {

    /** Seals and opens. The context is the value's key in the store; a box that heeds it opens a value in its place only. */
    interface Box {
        byte[] seal(byte[] plain, byte[] context) throws GeneralSecurityException;

        /** @throws GeneralSecurityException if these bytes were not sealed by this key, or not for this context */
        byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException;
    }

    boolean plain() {
        return prefix.isEmpty();
    }
}
