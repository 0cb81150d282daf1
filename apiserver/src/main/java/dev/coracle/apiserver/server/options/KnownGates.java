package dev.coracle.apiserver.server.options;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The feature gates of kube-apiserver 1.36.3, whether they mean something here or not. Read when there is one to look up. */
final class KnownGates {

    private static final String FILE = "feature-gates-1.36.txt";

    /** The value that a gate is locked to, if it is. */
    private final Map<String, Optional<Boolean>> gates = new HashMap<>();

    KnownGates() {
        try (InputStream in = Objects.requireNonNull(KnownGates.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" ")).forEach(parts -> gates
                    .put(parts[0], parts.length > 1 ? Optional.of(Boolean.valueOf(parts[1])) : Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    /** @throws IllegalArgumentException for one that there is not, or that can't be set so; in the original's words */
    void check(String gate, boolean on) {
        Optional<Boolean> locked = gates.get(gate);
        if (locked == null) {
            throw new IllegalArgumentException("unrecognized feature gate: " + gate);
        }
        if (locked.isPresent() && locked.get() != on) {
            throw new IllegalArgumentException("cannot set feature gate " + gate + " to " + on
                    + ", feature is locked to " + locked.get());
        }
    }
}
