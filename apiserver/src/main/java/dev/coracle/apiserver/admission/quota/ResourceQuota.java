package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.quota.PodUsage;
import dev.coracle.api.quota.QuotaNames;
import dev.coracle.api.quota.QuotaScopes;
import dev.coracle.api.quota.QuotaUsage;
import dev.coracle.api.quota.VolumeClaimUsage;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts what is created, or grows, against the namespace's quotas, and refuses what would exceed one. The count is written into the quota's
 * status before the object itself is stored, so that two API servers can't both give away the last of something; what is then
 * not stored after all, and all that shrinks or goes, the quota controller takes back. Runs last for that reason. A quota holds from when the
 * controller has first counted for it.
 */
public final class ResourceQuota implements AdmissionPlugin {

    private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
    private static final Set<String> UPDATES_COUNT = Set.of("services", "persistentvolumeclaims",
            "resourceclaims.resource.k8s.io");

    private final Objects objects;
    private final Clock clock;
    private final CachedView<Map<String, List<ObjectNode>>> quotas;

    public ResourceQuota(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
        this.quotas = new CachedView<>(objects, List.of(QUOTAS),
                all -> all.list(QUOTAS, "").stream().collect(Collectors.groupingBy(Meta::namespace)));
    }

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.namespace().isEmpty() || !counts(request)) {
            return;
        }
        for (ObjectNode quota : quotas.get().getOrDefault(request.namespace(), List.of())) {
            check(request, quota);
        }
    }

    private static boolean counts(AdmissionRequest request) {
        if (request.operation() == Operation.CREATE) {
            return request.subresource().isEmpty();
        }
        if (request.operation() != Operation.UPDATE || request.old().isEmpty()) {
            return false;
        }
        GroupResource kind = Requests.resource(request);
        String resource = kind.toString();
        ObjectNode old = request.old().get();
        return switch (request.subresource()) {
            case "" -> UPDATES_COUNT.contains(resource)
                    || resource.equals("pods") && QuotaScopes.differ(kind, old, request.object());
            case "resize" -> resource.equals("pods");
            case "status" -> resource.equals("persistentvolumeclaims")
                    && VolumeClaimUsage.differsInStatus(request.object(), old);
            default -> false;
        };
    }

    private void check(AdmissionRequest request, ObjectNode quota) {
        GroupResource resource = Requests.resource(request);
        Set<String> names = ResourceList.of(quota, "status", "hard").keySet();
        names.removeIf(name -> !QuotaNames.counted(name).equals(Optional.of(resource)));
        if (names.isEmpty() || !QuotaScopes.count(quota, resource, request.object())) {
            return;
        }
        demand(request, quota, resource, names);
        Map<String, Quantity> delta = delta(request, quota, resource);
        delta.keySet().retainAll(names);
        if (delta.isEmpty()) {
            return;
        }
        if (request.dryRun()) {
            add(request, quota.deepCopy(), delta);
        } else {
            objects.update(objects.ownContext(), QUOTAS, request.namespace(), Meta.name(quota),
                    now -> add(request, now, delta));
        }
    }

    private static void demand(AdmissionRequest request, ObjectNode quota, GroupResource resource, Set<String> names) {
        String unsaid = resource.toString().equals("pods") ? PodUsage.unsaid(request.object(), names) : "";
        if (!unsaid.isEmpty()) {
            throw Requests.forbidden(request, "failed quota: " + Meta.name(quota) + ": must specify " + unsaid);
        }
        if (!ResourceList.of(quota, "status", "used").keySet().containsAll(names)) {
            throw Requests.forbidden(request,
                    "status unknown for quota: " + Meta.name(quota) + ", resources: " + String.join(",", names));
        }
    }

    /** By how much it counts for more: all of it where the quota did not count it before. What it counts for less is not given back here. */
    private Map<String, Quantity> delta(AdmissionRequest request, ObjectNode quota, GroupResource resource) {
        Instant now = clock.now();
        Map<String, Quantity> delta = QuotaUsage.of(resource, request.object(), now);
        if (request.operation() == Operation.UPDATE) {
            request.old().filter(old -> QuotaScopes.count(quota, resource, old))
                    .ifPresent(old -> QuotaUsage.of(resource, old, now)
                            .forEach((name, amount) -> delta.merge(name, amount.negated(), Quantity::plus)));
        }
        delta.values().removeIf(amount -> amount.signum() <= 0);
        return delta;
    }

    private static ObjectNode add(AdmissionRequest request, ObjectNode quota, Map<String, Quantity> delta) {
        Map<String, Quantity> hard = ResourceList.of(quota, "status", "hard");
        Map<String, Quantity> used = ResourceList.of(quota, "status", "used");
        Map<String, Quantity> exceeded = new TreeMap<>();
        ObjectNode written = Trees.ensureObject(quota, "status", "used");
        delta.forEach((key, amount) -> {
            Quantity sum = used.getOrDefault(key, Quantity.ZERO).plus(amount);
            if (hard.containsKey(key) && sum.compareTo(hard.get(key)) > 0) {
                exceeded.put(key, amount);
            }
            written.put(key, sum.toString());
        });
        // what a status tells has happened already
        if (!exceeded.isEmpty() && !request.subresource().equals("status")) {
            throw Requests.forbidden(request,
                    "exceeded quota: " + Meta.name(quota) + ", requested: " + shown(exceeded.keySet(), exceeded)
                            + ", used: " + shown(exceeded.keySet(), used) + ", limited: "
                            + shown(exceeded.keySet(), hard));
        }
        return quota;
    }

    private static String shown(Set<String> names, Map<String, Quantity> amounts) {
        return names.stream().map(n -> n + "=" + amounts.getOrDefault(n, Quantity.ZERO))
                .collect(Collectors.joining(","));
    }
}
