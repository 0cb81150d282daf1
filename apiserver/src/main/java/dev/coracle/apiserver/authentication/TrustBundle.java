package dev.coracle.apiserver.authentication;

import dev.coracle.base.clock.Clock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of a PEM file, as what clients are trusted by. The file is read again when it has changed, looked at once a
 * second at most; while a changed file can't be read, the last good content stays. A certificate that stands in the file itself is
 * trusted as it is, whether it is an authority or not: test tools use a client's own certificate as its only anchor. Safe for use
 * by any number of threads.
 */
public final class TrustBundle {

    private static final Logger LOG = LoggerFactory.getLogger(TrustBundle.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int MAX_CHAIN = 5;
    private static final int MAX_REMEMBERED = 4096;
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    @SuppressWarnings("ArrayRecordComponent")
    private record Content(List<X509Certificate> anchors, byte[] pem, Map<X509Certificate, Boolean> verified) {}

    private final Path file;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Content content;
    private volatile long lookedAt;

    private TrustBundle(Path file, Clock clock, Content content) {
        this.file = file;
        this.clock = clock;
        this.content = content;
        this.lookedAt = clock.nanoTime();
    }

    /** @throws IOException if the file can't be read or holds no certificate */
    public static TrustBundle load(Path file, Clock clock) throws IOException {
        return new TrustBundle(file, clock, read(Files.readAllBytes(file), file));
    }

    /** The file's content as last read, to be published to extension API servers. */
    public String pem() {
        refresh();
        return new String(content.pem, java.nio.charset.StandardCharsets.US_ASCII);
    }

    public List<X509Certificate> certificates() {
        refresh();
        return content.anchors;
    }

    /**
     * Why a client's certificates are not to be trusted now; empty if they are. Signatures are checked once for each leaf, times always.
     *
     * @param chain leaf first; at least one
     */
    public Optional<String> objection(List<X509Certificate> chain) {
        refresh();
        Content now = content;
        X509Certificate leaf = chain.getFirst();
        Date date = Date.from(clock.now());
        if (date.before(leaf.getNotBefore()) || date.after(leaf.getNotAfter())) {
            return Optional.of("certificate has expired or is not yet valid");
        }
        Boolean known = now.verified.get(leaf);
        if (known == null) {
            if (now.verified.size() >= MAX_REMEMBERED) {
                now.verified.clear();
            }
            known = isForClients(leaf) && isTrusted(leaf, chain, now.anchors, date, 0);
            now.verified.put(leaf, known);
        }
        return known ? Optional.empty() : Optional.of("certificate signed by unknown authority, or not for clients");
    }

    private static boolean isTrusted(X509Certificate certificate, List<X509Certificate> chain,
            List<X509Certificate> anchors, Date date, int depth) {
        if (anchors.contains(certificate)) {
            return true;
        }
        if (depth >= MAX_CHAIN) {
            return false;
        }
        if (anchors.stream().anyMatch(anchor -> signed(anchor, certificate, date))) {
            return true;
        }
        return chain.stream().skip(1).anyMatch(
                issuer -> signed(issuer, certificate, date) && isTrusted(issuer, chain, anchors, date, depth + 1));
    }

    private static boolean signed(X509Certificate issuer, X509Certificate certificate, Date date) {
        if (issuer.getBasicConstraints() < 0
                || !issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                || date.before(issuer.getNotBefore()) || date.after(issuer.getNotAfter())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isForClients(X509Certificate leaf) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE);
        } catch (CertificateException e) {
            return false;
        }
    }

    private void refresh() {
        if (clock.nanoTime() - lookedAt < LOOK_AGAIN.toNanos() || !lock.tryLock()) {
            return;
        }
        try {
            lookedAt = clock.nanoTime();
            byte[] now = Files.readAllBytes(file);
            if (!java.util.Arrays.equals(now, content.pem)) {
                content = read(now, file);
                LOG.info("{} has changed and was read again", file);
            }
        } catch (IOException e) {
            LOG.warn("{} can't be read again, its last content stays: {}", file, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private static Content read(byte[] pem, Path file) throws IOException {
        List<X509Certificate> anchors = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))
                    .forEach(certificate -> anchors.add((X509Certificate) certificate));
        } catch (CertificateException e) {
            throw new IOException(file + " holds something that is no certificate: " + e.getMessage(), e);
        }
        if (anchors.isEmpty()) {
            throw new IOException(file + " holds no certificate: PEM blocks CERTIFICATE are expected");
        }
        return new Content(List.copyOf(anchors), pem, new ConcurrentHashMap<>());
    }
}
