package dev.coracle.api.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.quantity.ResourceNames;
import dev.coracle.api.tree.Trees;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a pod counts for, and what it has to say for a quota that limits processors or memory. Source: the documentation of resource quotas. */
public final class PodUsage {

    private static final Set<String> BARE = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String PAGES = "hugepages-";
    /** Of these, a quota that limits them wants every container to say how much. */
    private static final Set<String> MUST_SAY = Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu",
            "limits.memory");

    private PodUsage() {}

    /** Whether pods are what a quota counts under this name. */
    static boolean counts(String name) {
        if (name.equals("pods") || name.startsWith(PAGES) || BARE.contains(name)) {
            return true;
        }
        int dot = name.indexOf('.');
        String what = dot < 0 ? "" : name.substring(0, dot);
        String resource = name.substring(dot + 1);
        return what.equals("limits") && BARE.contains(resource)
                || what.equals("requests") && (BARE.contains(resource) || resource.startsWith(PAGES)
                        || !ResourceNames.isNative(resource));
    }

    static void add(ObjectNode pod, Instant now, Map<String, Quantity> usage) {
        if (isOver(pod, now)) {
            return;
        }
        usage.put("pods", QuotaUsage.ONE);
        PodTotals.total(pod, "requests").forEach((name, amount) -> {
            if (BARE.contains(name) || name.startsWith(PAGES)) {
                usage.put(name, amount);
                usage.put("requests." + name, amount);
            } else if (!ResourceNames.isNative(name)) {
                usage.put("requests." + name, amount);
            }
        });
        PodTotals.total(pod, "limits").forEach((name, amount) -> {
            if (BARE.contains(name)) {
                usage.put("limits." + name, amount);
            }
        });
    }

    /** It has ended, or should have: one whose node is lost stays for long after its grace period. */
    private static boolean isOver(ObjectNode pod, Instant now) {
        String phase = Trees.string(pod, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return true;
        }
        Optional<Long> grace = Trees.integer(pod, "metadata", "deletionGracePeriodSeconds");
        return grace.isPresent() && deleted(pod)
                .map(at -> now.isAfter(at.plus(Duration.ofSeconds(grace.get())))).orElse(false);
    }

    private static Optional<Instant> deleted(ObjectNode pod) {
        try {
            String at = Trees.string(pod, "metadata", "deletionTimestamp");
            return at.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(at));
        } catch (DateTimeParseException notYetValidated) {
            return Optional.empty();
        }
    }

    /** Whether its active deadline, which may come with an update, ends it. */
    public static boolean isTerminating(ObjectNode pod) {
        return Trees.integer(pod, "spec", "activeDeadlineSeconds").filter(seconds -> seconds >= 0).isPresent();
    }

    /** What containers leave unsaid that the quota's names want said: {@code cpu for: a,b; memory for: a}; or empty. */
    public static String unsaid(ObjectNode pod, Set<String> hard) {
        if (saysItself(pod)) {
            return "";
        }
        Map<String, List<String>> missing = new TreeMap<>();
        for (String name : hard) {
            if (MUST_SAY.contains(name)) {
                List<String> silent = silent(pod, name);
                if (!silent.isEmpty()) {
                    missing.put(name, silent);
                }
            }
        }
        return missing.entrySet().stream().map(e -> e.getKey() + " for: " + String.join(",", e.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static boolean saysItself(ObjectNode pod) {
        for (String what : List.of("requests", "limits")) {
            if (ResourceList.of(pod, "spec", "resources", what).keySet().stream().anyMatch(PodTotals::isShared)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> silent(ObjectNode pod, String name) {
        String what = name.startsWith("limits.") ? "limits" : "requests";
        String resource = name.substring(name.indexOf('.') + 1);
        List<String> silent = new ArrayList<>();
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                if (!PodTotals.own(container, what).containsKey(resource)) {
                    silent.add(Trees.string(container, "name"));
                }
            }
        }
        return silent.stream().distinct().sorted().toList();
    }
}
