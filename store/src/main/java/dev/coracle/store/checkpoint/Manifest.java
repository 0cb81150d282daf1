package dev.coracle.store.checkpoint;

import dev.coracle.store.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint says of itself, in lines: {@code revision: 42} and its like, one {@code file: NAME SIZE CRC} for each file, and last the
 * checksum of all lines before. The CRC is {@code -} for files whose blocks have checksums of their own.
 *
 * @param engine    of the store that it was taken from: disk or heap
 * @param revision  the newest revision in it
 * @param compacted the oldest revision that can be read
 * @param keys      how many keys there are
 * @param time      when it was taken
 * @param checksum  the SHA-256 of the lines, in hex
 */
public record Manifest(int format, String engine, long revision, long compacted, long keys, Instant time,
        List<Part> files, String checksum) {

    /** What this version writes, and up to what it reads. */
    public static final int FORMAT = 1;

    /** What the file is called. */
    public static final String NAME = "CHECKPOINT";

    /** More than any checkpoint has. */
    private static final int MOST_FILES = 1_000_000;

    /** @param name below the folder; @param crc CRC-32C in hex, or a dash */
    public record Part(String name, long size, String crc) {}

    static Manifest of(String engine, long revision, long compacted, long keys, Instant time, List<Part> files) {
        Manifest unsigned = new Manifest(FORMAT, engine, revision, compacted, keys, time, List.copyOf(files), "");
        return new Manifest(FORMAT, engine, revision, compacted, keys, time, List.copyOf(files),
                sha256(unsigned.lines()));
    }

    /** What its files take, as if none were shared. */
    public long bytes() {
        return files.stream().mapToLong(Part::size).sum();
    }

    String text() {
        return lines() + "checksum: " + checksum + "\n";
    }

    private String lines() {
        StringBuilder text = new StringBuilder();
        text.append("format: ").append(format).append("\nengine: ").append(engine).append("\nrevision: ")
                .append(revision).append("\ncompacted: ").append(compacted).append("\nkeys: ").append(keys)
                .append("\ntime: ").append(time).append('\n');
        files.forEach(file -> text.append("file: ").append(file.name).append(' ').append(file.size).append(' ')
                .append(file.crc).append('\n'));
        return text.toString();
    }

    /** @throws StoreException.Refused in one line, if the text is damaged or of a newer format */
    static Manifest parse(Path folder, String text) {
        Map<String, String> known = new TreeMap<>();
        List<Part> files = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(": ", 2);
            if (words.length == 2 && words[0].equals("file") && files.size() < MOST_FILES) {
                files.add(part(folder, words[1]));
            } else if (words.length == 2) {
                known.put(words[0], words[1]);
            }
        }
        int format = (int) number(folder, known, "format");
        if (format > FORMAT) {
            throw new StoreException.Refused("the checkpoint " + folder + " has format " + format
                    + ", and this version knows formats up to " + FORMAT + "; use the version of Coracle that made it");
        }
        String checksum = known.getOrDefault("checksum", "");
        int end = text.lastIndexOf("checksum: ");
        if (end < 0 || !sha256(text.substring(0, end)).equals(checksum)) {
            throw damaged(folder, NAME + " has another checksum than it says");
        }
        return new Manifest(format, known.getOrDefault("engine", ""), number(folder, known, "revision"),
                number(folder, known, "compacted"), number(folder, known, "keys"), time(folder, known), files,
                checksum);
    }

    private static Part part(Path folder, String text) {
        String[] words = text.split(" ");
        // Such a name leads nowhere else.
        if (words.length != 3 || !words[0].matches("FORMAT|db/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}")
                || !words[1].matches("[0-9]{1,18}")) {
            throw damaged(folder, NAME + " has a line that cannot be understood");
        }
        return new Part(words[0], Long.parseLong(words[1]), words[2]);
    }

    private static long number(Path folder, Map<String, String> known, String name) {
        String text = known.getOrDefault(name, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw damaged(folder, NAME + " does not say its " + name);
        }
        return Long.parseLong(text);
    }

    private static Instant time(Path folder, Map<String, String> known) {
        try {
            return Instant.parse(known.getOrDefault("time", ""));
        } catch (DateTimeException e) {
            throw damaged(folder, NAME + " does not say its time");
        }
    }

    static StoreException damaged(Path folder, String how) {
        return new StoreException.Refused("the checkpoint " + folder + " is damaged: " + how);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
