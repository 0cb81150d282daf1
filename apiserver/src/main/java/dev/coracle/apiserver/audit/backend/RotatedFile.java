package dev.coracle.apiserver.audit.backend;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that grows up to a bound and then is put aside under a name with the time in it, such as {@code audit-2026-01-31T10-20-30.123.log}; of those put
 * aside, the oldest are deleted. Only the owner may read it. Not safe for use by several threads.
 */
final class RotatedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RotatedFile.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS")
            .withZone(ZoneOffset.UTC);
    private static final String GZIP = ".gz";

    /**
     * @param maxBytes   of one file; 0 for no bound
     * @param maxAge     of those put aside; zero for no bound
     * @param maxBackups how many are kept; 0 for all
     * @param compress   whether those put aside are compressed
     */
    record Rotation(long maxBytes, Duration maxAge, int maxBackups, boolean compress) {}

    /** One that was put aside. */
    private record Backup(Path path, Instant at) {}

    private final Path file;
    private final Rotation rotation;
    private final Clock clock;
    private OutputStream out;
    private long size;

    /** Opens the file, to go on after what is in it. */
    RotatedFile(Path file, Rotation rotation, Clock clock) throws IOException {
        this.file = file.toAbsolutePath();
        this.rotation = rotation;
        this.clock = clock;
        Path folder = this.file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        this.out = open();
        this.size = Files.size(this.file);
    }

    private OutputStream open() throws IOException {
        if (!Files.exists(file) && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes all of it into one file. */
    void write(byte[] bytes) throws IOException {
        if (rotation.maxBytes() > 0 && size > 0 && size + bytes.length > rotation.maxBytes()) {
            rotate();
        }
        out.write(bytes);
        size += bytes.length;
    }

    private void rotate() throws IOException {
        out.close();
        Path aside = file.resolveSibling(stem() + "-" + STAMP.format(clock.now()) + extension());
        Files.move(file, aside);
        out = open();
        size = 0;
        try {
            if (rotation.compress()) {
                compress(aside);
            }
            deleteOld();
        } catch (IOException e) {
            LOG.warn("old audit logs beside {} can't be tidied up: {}", file, e.toString());
        }
    }

    private static void compress(Path aside) throws IOException {
        Path packed = aside.resolveSibling(aside.getFileName() + GZIP);
        try (InputStream in = Files.newInputStream(aside);
                OutputStream zip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            in.transferTo(zip);
        }
        Files.delete(aside);
    }

    private void deleteOld() throws IOException {
        List<Backup> backups = backups();
        Instant oldest = clock.now().minus(rotation.maxAge());
        for (int i = 0; i < backups.size(); i++) {
            boolean tooMany = rotation.maxBackups() > 0 && i >= rotation.maxBackups();
            boolean tooOld = !rotation.maxAge().isZero() && backups.get(i).at().isBefore(oldest);
            if (tooMany || tooOld) {
                Files.deleteIfExists(backups.get(i).path());
            }
        }
    }

    /** The newest first. */
    private List<Backup> backups() throws IOException {
        List<Backup> found = new ArrayList<>();
        Path folder = file.getParent();
        if (folder == null) {
            return found;
        }
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder)) {
            for (Path path : beside) {
                putAsideAt(path.getFileName().toString()).ifPresent(at -> found.add(new Backup(path, at)));
            }
        }
        found.sort(Comparator.comparing(Backup::at).reversed());
        return found;
    }

    private Optional<Instant> putAsideAt(String name) {
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        String begin = stem() + "-";
        if (!plain.startsWith(begin) || !plain.endsWith(extension())
                || plain.length() < begin.length() + extension().length()) {
            return Optional.empty();
        }
        try {
            String stamp = plain.substring(begin.length(), plain.length() - extension().length());
            return Optional.of(LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException somebodyElses) {
            return Optional.empty();
        }
    }

    private String extension() {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    private String stem() {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - extension().length());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
