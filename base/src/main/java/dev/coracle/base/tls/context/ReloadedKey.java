package dev.coracle.base.tls.context;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its key in two files, which may be written anew at any time: they are looked at once a second at most, by who asks. While they can't be used together
 * (one of them is still the old one) what there was stays. Safe for use by any number of threads.
 */
public final class ReloadedKey implements Supplier<CertifiedKey> {

    private static final Logger log = LoggerFactory.getLogger(ReloadedKey.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @SuppressWarnings("ArrayRecordComponent")
    private record Content(byte[] certificate, byte[] key, CertifiedKey read) {}

    private final Path certificateFile;
    private final Path keyFile;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Content content;
    private volatile long lookedAt;

    private ReloadedKey(Path certificateFile, Path keyFile, Clock clock, Content content) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.clock = clock;
        this.content = content;
        this.lookedAt = clock.nanoTime();
    }

    /** @throws IOException naming the files if they can't be used */
    public static ReloadedKey load(Path certificateFile, Path keyFile, Clock clock) throws IOException {
        return new ReloadedKey(certificateFile, keyFile, clock,
                read(certificateFile, keyFile, Files.readAllBytes(certificateFile), Files.readAllBytes(keyFile)));
    }

    @Override
    public CertifiedKey get() {
        if (clock.nanoTime() - lookedAt >= LOOK_AGAIN.toNanos() && lock.tryLock()) {
            try {
                look();
            } finally {
                lock.unlock();
            }
        }
        return content.read();
    }

    private void look() {
        lookedAt = clock.nanoTime();
        try {
            byte[] certificate = Files.readAllBytes(certificateFile);
            byte[] key = Files.readAllBytes(keyFile);
            if (!Arrays.equals(certificate, content.certificate()) || !Arrays.equals(key, content.key())) {
                content = read(certificateFile, keyFile, certificate, key);
                log.info("{} has changed and was read again", certificateFile);
            }
        } catch (IOException e) {
            log.warn("a changed certificate is not used yet: {}", e.getMessage());
        }
    }

    private static Content read(Path certificateFile, Path keyFile, byte[] certificate, byte[] key)
            throws IOException {
        try {
            CertifiedKey read = new CertifiedKey(Pem.privateKey(key), Pem.certificates(certificate));
            if (!Pairs.belongTogether(read.key(), read.chain().getFirst().getPublicKey())) {
                throw new IOException(certificateFile + " is not the certificate of the key in " + keyFile);
            }
            return new Content(certificate, key, read);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the certificate " + certificateFile + " or its key " + keyFile
                    + " cannot be used: " + e.getMessage(), e);
        }
    }
}
