package dev.coracle.base.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Base64;

/** Writing keys to files so that a crash leaves either the old file or the new one, and nobody else can read them. */
public final class KeyFiles {

    private KeyFiles() {}

    /** A pair for signing as two PEM files: PKCS#8 and SubjectPublicKeyInfo. */
    public static void writePair(KeyPair pair, Path privateFile, Path publicFile) throws IOException {
        write(publicFile, ascii(pem("PUBLIC KEY", pair.getPublic().getEncoded())));
        writePrivate(privateFile, ascii(pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
    }

    /** One PEM block with its trailing newline. */
    public static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    /** Replaces the file; its folder is made if it isn't there. */
    public static void write(Path file, byte[] content) throws IOException {
        replace(file, content, false);
    }

    /** As {@link #write}, readable and writable by the owner alone where the file system knows owners. */
    public static void writePrivate(Path file, byte[] content) throws IOException {
        replace(file, content, true);
    }

    private static void replace(Path file, byte[] content, boolean secret) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file's path");
        }
        Files.createDirectories(folder);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            if (posix) {
                Files.setPosixFilePermissions(temporary,
                        PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"));
            }
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
