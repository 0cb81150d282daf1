package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.base.lifecycle.HostName;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Which of several API servers this is, as kube-apiserver calls itself: by a digest of its host's name and its own, each after its length. */
final class InstanceId {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BYTES = 16;
    private static final int DIGITS = 26;

    private InstanceId() {}

    static String ofThisHost() {
        return of(HostName.local());
    }

    static String of(String host) {
        byte[] digest;
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String name : new String[]{host, "kube-apiserver"}) {
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                sha.update(ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).flip());
            }
            digest = sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
        BigInteger bits = new BigInteger(1, Arrays.copyOf(digest, BYTES)).shiftLeft(2); // 26 digits of 5 bits
        StringBuilder id = new StringBuilder(DIGITS);
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            id.append(ALPHABET.charAt(bits.shiftRight(5 * digit).intValue() & 31));
        }
        return "apiserver-" + id;
    }
}
