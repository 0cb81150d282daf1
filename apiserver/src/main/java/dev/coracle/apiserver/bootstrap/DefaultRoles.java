package dev.coracle.apiserver.bootstrap;

import dev.coracle.apiserver.authorization.PolicyRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The roles and bindings of the file {@code default-roles.txt} beside this class, whose head says how it is written. */
final class DefaultRoles {

    /**
     * @param namespace  empty for a ClusterRole
     * @param aggregates such as {@code admin}: its rules will be those of all roles labelled aggregate-to-admin; or empty
     * @param labels     such as {@code aggregate-to-admin}
     */
    record Role(String namespace, String name, String aggregates, List<String> labels, List<PolicyRule> rules) {}

    /** @param namespace empty for a ClusterRoleBinding @param subjects as they stand in the file */
    record Binding(String namespace, String name, String role, List<String> subjects) {}

    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "delete", "deletecollection", "patch", "update");
    private static final PolicyRule EVENTS = new PolicyRule(List.of("create", "patch", "update"),
            List.of("", "events.k8s.io"), List.of("events"), List.of(), List.of());

    private final List<Role> roles = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();

    private DefaultRoles() {}

    static DefaultRoles load() {
        DefaultRoles all = new DefaultRoles();
        try (InputStream in = DefaultRoles.class.getResourceAsStream("default-roles.txt")) {
            if (in == null) {
                throw new IllegalStateException("default-roles.txt is missing from the distribution");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(all::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Those that aggregate others have no rules of their own. */
    List<Role> roles() {
        return List.copyOf(roles);
    }

    List<Binding> bindings() {
        return List.copyOf(bindings);
    }

    private void read(String line) {
        List<String> words = Arrays.asList(line.trim().split("\\s+"));
        if (line.startsWith(" ")) {
            Role last = roles.getLast();
            last.rules.add(rule(words));
            return;
        }
        String name = words.get(1);
        switch (words.get(0)) {
            case "role" -> readRole(name, words.subList(2, words.size()));
            case "controller" -> {
                String role = "system:controller:" + name;
                roles.add(new Role("", role, "", List.of(), new ArrayList<>()));
                bindings.add(new Binding("", role, role, List.of("s:kube-system:" + name)));
            }
            case "bind" -> readBinding(name, words.subList(2, words.size()));
            default -> throw new IllegalStateException("default-roles.txt: " + line);
        }
    }

    private void readRole(String name, List<String> rest) {
        int slash = name.indexOf('/');
        boolean sum = !rest.isEmpty() && rest.getFirst().equals("aggregates");
        roles.add(new Role(slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1),
                sum ? rest.get(1) : "", sum ? rest.subList(2, rest.size()) : rest, new ArrayList<>()));
    }

    private void readBinding(String name, List<String> subjects) {
        int slash = name.indexOf('/');
        int equals = name.indexOf('=');
        bindings.add(slash < 0
                ? new Binding("", name, name, subjects)
                : new Binding(name.substring(0, slash), name.substring(slash + 1, equals), name.substring(equals + 1),
                        subjects));
    }

    private static PolicyRule rule(List<String> words) {
        if (words.getFirst().equals("@events")) {
            return EVENTS;
        }
        List<String> verbs = verbs(words.get(0));
        if (words.get(1).equals("url")) {
            return new PolicyRule(verbs, List.of(), List.of(), List.of(), list(words.get(2)));
        }
        List<String> groups = list(words.get(1)).stream().map(g -> g.equals("core") ? "" : g).sorted().toList();
        return new PolicyRule(verbs, groups, list(words.get(2)), words.size() > 3 ? list(words.get(3)) : List.of(),
                List.of());
    }

    private static List<String> verbs(String word) {
        Set<String> verbs = new TreeSet<>();
        for (String verb : word.split(",")) {
            Collection<String> meant = switch (verb) {
                case "read" -> READ;
                case "write" -> WRITE;
                default -> List.of(verb);
            };
            verbs.addAll(meant);
        }
        return List.copyOf(verbs);
    }

    private static List<String> list(String word) {
        return List.of(word.split(","));
    }
}
