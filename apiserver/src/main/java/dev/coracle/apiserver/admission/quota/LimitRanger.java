package dev.coracle.apiserver.admission.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.quota.PodTotals;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Gives containers the requests and limits that a namespace's LimitRanges have as defaults, and refuses pods and claims beyond the ranges. */
public final class LimitRanger implements AdmissionPlugin {

    private static final GroupResource RANGES = new GroupResource("", "limitranges");

    private final CachedView<Map<String, List<ObjectNode>>> ranges;

    public LimitRanger(Objects objects) {
        this.ranges = new CachedView<>(objects, List.of(RANGES),
                all -> all.list(RANGES, "").stream().collect(Collectors.groupingBy(Meta::namespace)));
    }

    @Override
    public String name() {
        return "LimitRanger";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (Requests.isPodCreate(request)) {
            List<String> notes = new ArrayList<>();
            for (ObjectNode item : items(request.namespace(), "Container")) {
                applyDefaults(request.object(), item, notes);
            }
            if (!notes.isEmpty()) {
                Trees.ensureObject(Meta.of(request.object()), "annotations").put("kubernetes.io/limit-ranger",
                        "LimitRanger plugin set: " + String.join("; ", notes));
            }
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        List<String> errors = new ArrayList<>();
        if (Requests.isPodCreate(request)
                || Requests.isOf(request, "", "pods") && request.subresource().equals("resize")
                        && request.operation() == Operation.UPDATE) {
            checkPod(request, errors);
        } else if (Requests.is(request, Operation.CREATE, "", "persistentvolumeclaims")
                || Requests.is(request, Operation.UPDATE, "", "persistentvolumeclaims")) {
            Map<String, Quantity> asked = ResourceList.of(request.object(), "spec", "resources", "requests");
            for (ObjectNode item : items(request.namespace(), "PersistentVolumeClaim")) {
                check(item, asked, asked, errors, false);
            }
        }
        if (!errors.isEmpty()) {
            throw Requests.forbidden(request, errors.size() == 1 ? errors.getFirst() : errors.toString());
        }
    }

    private List<ObjectNode> items(String namespace, String type) {
        List<ObjectNode> here = ranges.get().getOrDefault(namespace, List.of());
        return here.isEmpty()
                ? List.of()
                : here.stream().flatMap(range -> Trees.objects(range, "spec", "limits").stream())
                        .filter(item -> Trees.string(item, "type").equals(type)).toList();
    }

    private static void applyDefaults(ObjectNode pod, ObjectNode item, List<String> notes) {
        for (String list : List.of("containers", "initContainers")) {
            String what = list.equals("containers") ? "container " : "init container ";
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                String name = what + Trees.string(container, "name");
                note(fill(container, "requests", Trees.object(item, "defaultRequest")), "request", name, notes);
                note(fill(container, "limits", Trees.object(item, "default")), "limit", name, notes);
            }
        }
    }

    private static List<String> fill(ObjectNode container, String what, Optional<ObjectNode> defaults) {
        TreeSet<String> set = new TreeSet<>();
        defaults.ifPresent(amounts -> amounts.properties().forEach(entry -> {
            ObjectNode own = Trees.ensureObject(container, "resources", what);
            if (Trees.isAbsent(own, entry.getKey())) {
                own.set(entry.getKey(), entry.getValue());
                set.add(entry.getKey());
            }
        }));
        return List.copyOf(set);
    }

    private static void note(List<String> set, String what, String container, List<String> notes) {
        if (!set.isEmpty()) {
            notes.add(String.join(", ", set) + " " + what + " for " + container);
        }
    }

    private void checkPod(AdmissionRequest request, List<String> errors) {
        ObjectNode pod = request.object();
        for (ObjectNode item : items(request.namespace(), "Container")) {
            for (String list : List.of("containers", "initContainers")) {
                for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                    check(item, PodTotals.own(container, "requests"), PodTotals.own(container, "limits"),
                            errors, true);
                }
            }
        }
        for (ObjectNode item : items(request.namespace(), "Pod")) {
            check(item, PodTotals.total(pod, "requests"), PodTotals.total(pod, "limits"), errors, true);
        }
    }

    /** @param limited whether what is checked has limits of its own; claims have requests only */
    private static void check(ObjectNode item, Map<String, Quantity> requests, Map<String, Quantity> limits,
            List<String> errors, boolean limited) {
        String type = Trees.string(item, "type");
        ResourceList.of(item, "min").forEach((name, bound) -> checkMin(
                name + " usage per " + type + " is " + bound, bound, requests.get(name),
                limited ? limits.get(name) : null,
                errors));
        ResourceList.of(item, "max").forEach((name, bound) -> checkMax(
                name + " usage per " + type + " is " + bound, bound, requests.get(name),
                limited ? limits.get(name) : null,
                errors, limited));
        ResourceList.of(item, "maxLimitRequestRatio").forEach((name, bound) -> checkRatio(
                name + " max limit to request ratio per " + type + " is " + bound, bound, requests.get(name),
                limits.get(name), errors));
    }

    private static void checkMin(String what, Quantity bound, @org.jspecify.annotations.Nullable Quantity request,
            @org.jspecify.annotations.Nullable Quantity limit, List<String> errors) {
        if (request == null) {
            errors.add("minimum " + what + ".  No request is specified");
        } else if (request.compareTo(bound) < 0) {
            errors.add("minimum " + what + ", but request is " + request);
        } else if (limit != null && limit.compareTo(bound) < 0) {
            errors.add("minimum " + what + ", but limit is " + limit);
        }
    }

    private static void checkMax(String what, Quantity bound, @org.jspecify.annotations.Nullable Quantity request,
            @org.jspecify.annotations.Nullable Quantity limit, List<String> errors, boolean limited) {
        if (limited && limit == null) {
            errors.add("maximum " + what + ".  No limit is specified");
        } else if (limit != null && limit.compareTo(bound) > 0) {
            errors.add("maximum " + what + ", but limit is " + limit);
        } else if (request != null && request.compareTo(bound) > 0) {
            errors.add("maximum " + what + ", but request is " + request);
        }
    }

    private static void checkRatio(String what, Quantity bound, @org.jspecify.annotations.Nullable Quantity request,
            @org.jspecify.annotations.Nullable Quantity limit, List<String> errors) {
        if (request == null || request.isZero()) {
            errors.add(what + ", but no request is specified or request is 0");
        } else if (limit == null || limit.isZero()) {
            errors.add(what + ", but no limit is specified or limit is 0");
        } else {
            double ratio = (double) limit.milliValue() / request.milliValue();
            if (ratio > bound.milliValue() / 1000.0) {
                errors.add(String.format(Locale.ROOT, "%s, but provided ratio is %f", what, ratio));
            }
        }
    }
}
