package dev.coracle.apiserver.storage.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/** AES in cipher block chaining mode: a vector of 16 random bytes, then the ciphertext, padded as PKCS #7 says. It has no tag, and heeds no context. */
record AesCbc(SecretKey key, SecureRandom random) implements Provider.Box {

    private static final int BLOCK = 16;

    private Cipher cipher(int mode, byte[] vector) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, key, new IvParameterSpec(vector, 0, BLOCK));
        return cipher;
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) throws GeneralSecurityException {
        byte[] vector = new byte[BLOCK];
        random.nextBytes(vector);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, vector);
        byte[] sealed = new byte[BLOCK + cipher.getOutputSize(plain.length)];
        System.arraycopy(vector, 0, sealed, 0, BLOCK);
        cipher.doFinal(plain, 0, plain.length, sealed, BLOCK);
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
        if (sealed.length < BLOCK) {
            throw new GeneralSecurityException("the stored data was shorter than the required size");
        }
        return cipher(Cipher.DECRYPT_MODE, sealed).doFinal(sealed, BLOCK, sealed.length - BLOCK);
    }
}
