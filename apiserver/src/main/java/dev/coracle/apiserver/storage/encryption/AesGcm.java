package dev.coracle.apiserver.storage.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES in Galois/counter mode: a nonce of 12 random bytes, then the ciphertext with its tag of 16; bound to the context. */
record AesGcm(SecretKey key, SecureRandom random) implements Provider.Box {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private Cipher cipher(int mode, byte[] bytes, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE));
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
        byte[] sealed = new byte[NONCE + cipher.getOutputSize(plain.length)];
        System.arraycopy(nonce, 0, sealed, 0, NONCE);
        cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
        if (sealed.length < NONCE) {
            throw new GeneralSecurityException("the stored data was shorter than the required size");
        }
        return cipher(Cipher.DECRYPT_MODE, sealed, context).doFinal(sealed, NONCE, sealed.length - NONCE);
    }
}
