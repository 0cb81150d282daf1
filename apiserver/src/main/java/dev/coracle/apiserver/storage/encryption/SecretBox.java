package dev.coracle.apiserver.storage.encryption;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NaCl's secretbox, XSalsa20 and Poly1305: a nonce of 24 random bytes, a tag of 16, the ciphertext. It heeds no context. The JDK has neither of the two;
 * Bouncy Castle, which is here for certificates, has both. Source: https://nacl.cr.yp.to/secretbox.html
 */
@SuppressWarnings("ArrayRecordComponent")
record SecretBox(byte[] key, SecureRandom random) implements Provider.Box {

    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int HEAD = NONCE + TAG;

    /** The stream's first 32 bytes are the key of the tag, and encrypt nothing. */
    private static final int TAG_KEY = 32;

    private XSalsa20Engine stream(byte[] bytes, Poly1305 tag) {
        XSalsa20Engine stream = new XSalsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(key), bytes, 0, NONCE));
        byte[] first = new byte[TAG_KEY];
        stream.processBytes(first, 0, TAG_KEY, first, 0);
        tag.init(new KeyParameter(first));
        return stream;
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = Arrays.copyOf(nonce, HEAD + plain.length);
        Poly1305 tag = new Poly1305();
        stream(nonce, tag).processBytes(plain, 0, plain.length, sealed, HEAD);
        tag.update(sealed, HEAD, plain.length);
        tag.doFinal(sealed, NONCE);
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
        if (sealed.length < HEAD) {
            throw new GeneralSecurityException("the stored data was shorter than the required size");
        }
        Poly1305 tag = new Poly1305();
        XSalsa20Engine stream = stream(sealed, tag);
        byte[] made = new byte[TAG];
        tag.update(sealed, HEAD, sealed.length - HEAD);
        tag.doFinal(made, 0);
        if (!MessageDigest.isEqual(made, Arrays.copyOfRange(sealed, NONCE, HEAD))) {
            throw new GeneralSecurityException("the tag does not fit");
        }
        byte[] plain = new byte[sealed.length - HEAD];
        stream.processBytes(sealed, HEAD, plain.length, plain, 0);
        return plain;
    }

    @Override
    public String toString() {
        return "SecretBox";
    }
}
