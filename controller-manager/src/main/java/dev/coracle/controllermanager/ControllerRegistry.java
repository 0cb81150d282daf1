package dev.coracle.controllermanager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The controllers there are, by name, and which of them a {@code --controllers} list asks for. */
public final class ControllerRegistry {

    private final Map<String, ControllerFactory> byName = new LinkedHashMap<>();

    /** A registry of {@code factories}; two of the same name are an error. */
    public ControllerRegistry(Collection<? extends ControllerFactory> factories) {
        for (ControllerFactory factory : factories) {
            if (byName.putIfAbsent(factory.name(), factory) != null) {
                throw new IllegalArgumentException("two controllers are called " + factory.name());
            }
        }
    }

    /** Every name, in the order of registration. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    public Optional<ControllerFactory> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The controllers that {@code patterns} enable, in the order of registration. {@code *} enables those on by
     * default, {@code name} enables one, {@code -name} disables one; a name beats the star, and the first mention of a
     * name counts. A controller can also be named without its {@code -controller} ending.
     *
     * @throws IllegalArgumentException for a name that no controller has
     */
    public List<ControllerFactory> select(List<String> patterns) {
        Map<String, Boolean> named = new LinkedHashMap<>();
        Set<String> unknown = new HashSet<>();
        boolean star = false;
        for (String pattern : patterns) {
            if (pattern.equals("*")) {
                star = true;
                continue;
            }
            boolean off = pattern.startsWith("-");
            String name = off ? pattern.substring(1) : pattern;
            resolve(name).ifPresentOrElse(known -> named.putIfAbsent(known, !off), () -> unknown.add(name));
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "--controllers names no controller: " + unknown + "; there are " + byName.keySet());
        }
        List<ControllerFactory> selected = new ArrayList<>();
        for (ControllerFactory factory : byName.values()) {
            if (named.getOrDefault(factory.name(), star && factory.onByDefault())) {
                selected.add(factory);
            }
        }
        return List.copyOf(selected);
    }

    private Optional<String> resolve(String name) {
        if (byName.containsKey(name)) {
            return Optional.of(name);
        }
        return Optional.of(name + "-controller").filter(byName::containsKey);
    }
}
