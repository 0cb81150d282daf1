package dev.coracle.base.flags;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The feature gates of Kubernetes 1.36.3, whether they mean something here or not, and what {@code --feature-gates} may say of them. Refused
 * is what the original refuses, in its words: a gate that there is not, a value that a gate can't have, one that is on without what it depends
 * on.
 */
public final class KnownGates {

    private static final String FILE = "feature-gates-1.36.txt";
    /** The gates that stand for all of a stage. */
    private static final Map<String, String> ALL_OF = Map.of("ALPHA", "AllAlpha", "BETA", "AllBeta");

    private record Gate(String stage, boolean on, boolean locked, List<String> dependsOn) {

        /** @param words name, stage, default, and what it depends on */
        static Gate of(List<String> words) {
            String byDefault = words.get(2);
            return new Gate(words.get(1), byDefault.equalsIgnoreCase("on"), byDefault.equals("ON")
                    || byDefault.equals("OFF"), words.stream().skip(3).filter(word -> !word.startsWith("!")).toList());
        }
    }

    private final Map<String, Gate> gates = new TreeMap<>();

    /** Reads them. @param program as its flags call it, such as kube-scheduler */
    public KnownGates(String program) {
        try (InputStream in = Objects.requireNonNull(KnownGates.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).map(line -> Arrays.asList(line.split(" ")))
                    .filter(words -> !words.contains("!" + program))
                    .forEach(words -> gates.put(words.getFirst(), Gate.of(words)));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    /**
     * What is asked for, by name; the map is the caller's own.
     *
     * @param pairs such as {@code CBORServingAndStorage=true}; of several with one name the last counts
     * @throws IllegalArgumentException for what the original refuses
     */
    public Map<String, Boolean> read(List<String> pairs) {
        Map<String, Boolean> asked = new TreeMap<>();
        for (String pair : pairs) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length < 2) {
                throw refused("missing bool value for " + parts[0]);
            }
            asked.put(parts[0].strip(), truth(parts[0].strip(), parts[1].strip()));
        }
        asked.forEach(this::check);
        List<String> unmet = unmet(asked);
        if (!unmet.isEmpty()) {
            throw refused(unmet.size() == 1 ? unmet.getFirst() : "[" + String.join(", ", unmet) + "]");
        }
        return asked;
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why);
    }

    private static boolean truth(String name, String value) {
        try {
            return GoBool.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "invalid value of " + name + "=" + value + ", err: " + e.getMessage(), e);
        }
    }

    private void check(String name, boolean on) {
        Gate gate = gates.get(name);
        if (gate == null) {
            throw refused("unrecognized feature gate: " + name);
        }
        if (gate.locked && gate.on != on) {
            throw refused("cannot set feature gate " + name + " to " + on + ", feature is locked to " + !on);
        }
    }

    private List<String> unmet(Map<String, Boolean> asked) {
        List<String> unmet = new ArrayList<>();
        gates.forEach((name, gate) -> {
            List<String> off = gate.dependsOn.stream().filter(other -> !isOn(other, asked)).toList();
            if (!off.isEmpty() && isOn(name, asked)) {
                unmet.add(name + " is enabled, but depends on features that are disabled: "
                        + off.stream().collect(Collectors.joining(" ", "[", "]")));
            }
        });
        return unmet;
    }

    private boolean isOn(String name, Map<String, Boolean> asked) {
        Gate gate = gates.get(name);
        if (gate == null) {
            return false;
        }
        boolean otherwise = gate.locked
                ? gate.on
                : Optional.ofNullable(ALL_OF.get(gate.stage)).map(asked::get).orElse(gate.on);
        return asked.getOrDefault(name, otherwise);
    }
}
