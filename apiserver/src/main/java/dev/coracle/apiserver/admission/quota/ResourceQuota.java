package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.resource.pod.container.SharedResources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts what is created, or grows, against the namespace's quotas, and refuses what would exceed one. The count is written into the quota's
 * status before the object itself is stored, so that two API servers can't both give away the last of something; what is then
 * not stored after all, the quota controller takes back. Runs last for that reason.
 */
public final class ResourceQuota implements AdmissionPlugin {

    private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
    private static final java.util.Set<String> UPDATES_COUNT = java.util.Set.of("services", "persistentvolumeclaims");

    private final Objects objects;
    private final CachedView<Map<String, List<ObjectNode>>> quotas;

    public ResourceQuota(Objects objects) {
        this.objects = objects;
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
        boolean create = request.operation() == Operation.CREATE && request.subresource().isEmpty();
        boolean grow = request.operation() == Operation.UPDATE && request.old().isPresent()
                && (request.subresource().isEmpty() && UPDATES_COUNT.contains(Requests.resource(request).toString())
                        || request.subresource().equals("resize"));
        return create || grow;
    }

    private void check(AdmissionRequest request, ObjectNode quota) {
        GroupResource resource = Requests.resource(request);
        boolean isPod = resource.toString().equals("pods");
        if (!QuotaScopes.count(quota, isPod, request.object())) {
            return;
        }
        Map<String, Quantity> hard = SharedResources.list(quota, "spec", "hard");
        if (isPod) {
            String unsaid = QuotaUsage.unsaid(request.object(), hard.keySet());
            if (!unsaid.isEmpty()) {
                throw Requests.forbidden(request,
                        "failed quota: " + Meta.name(quota) + ": must specify " + unsaid);
            }
        }
        Map<String, Quantity> delta = delta(request, resource);
        delta.keySet().retainAll(hard.keySet());
        if (delta.isEmpty()) {
            return;
        }
        if (request.dryRun()) {
            add(request, quota, delta);
        } else {
            objects.update(objects.ownContext(), QUOTAS, request.namespace(), Meta.name(quota),
                    now -> add(request, now, delta));
        }
    }

    private static Map<String, Quantity> delta(AdmissionRequest request, GroupResource resource) {
        Map<String, Quantity> delta = new TreeMap<>(QuotaUsage.of(resource, request.object()));
        if (request.operation() == Operation.UPDATE) {
            request.old().ifPresent(old -> QuotaUsage.of(resource, old)
                    .forEach((name, amount) -> delta.merge(name, amount.negated(), Quantity::plus)));
        }
        delta.values().removeIf(Quantity::isZero);
        return delta;
    }

    private static ObjectNode add(AdmissionRequest request, ObjectNode quota, Map<String, Quantity> delta) {
        String name = Meta.name(quota);
        Map<String, Quantity> hard = SharedResources.list(quota, "status", "hard");
        Map<String, Quantity> used = SharedResources.list(quota, "status", "used");
        TreeSet<String> unknown = new TreeSet<>(delta.keySet());
        unknown.removeIf(key -> hard.containsKey(key) && used.containsKey(key));
        if (!unknown.isEmpty()) {
            throw Requests.forbidden(request,
                    "status unknown for quota: " + name + ", resources: " + String.join(",", unknown));
        }
        Map<String, Quantity> exceeded = new TreeMap<>();
        ObjectNode written = Trees.ensureObject(quota, "status", "used");
        delta.forEach((key, amount) -> {
            Quantity sum = used.getOrDefault(key, Quantity.ZERO).plus(amount);
            if (amount.signum() > 0 && sum.compareTo(hard.getOrDefault(key, Quantity.ZERO)) > 0) {
                exceeded.put(key, amount);
            }
            written.put(key, sum.toString());
        });
        if (!exceeded.isEmpty()) {
            throw Requests.forbidden(request,
                    "exceeded quota: " + name + ", requested: " + shown(exceeded.keySet(), exceeded) + ", used: "
                            + shown(exceeded.keySet(), used) + ", limited: " + shown(exceeded.keySet(), hard));
        }
        return quota;
    }

    private static String shown(java.util.Set<String> names, Map<String, Quantity> amounts) {
        return names.stream().map(n -> n + "=" + amounts.getOrDefault(n, Quantity.ZERO))
                .collect(Collectors.joining(","));
    }
}
