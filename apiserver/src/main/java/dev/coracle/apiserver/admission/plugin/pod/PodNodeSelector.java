package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods go to the nodes that are for their namespace: its annotation, or the cluster's default, adds to their node selector, and the
 * configuration may say which labels a namespace's pods can select by.
 */
public final class PodNodeSelector implements AdmissionPlugin {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";
    private static final String DEFAULT = "clusterDefaultNodeSelector";
    private static final String CONFLICT = "pod node label selector conflicts with its namespace node label selector";

    private final Objects objects;
    private final Map<String, String> selectors = new TreeMap<>();

    /** @param configuration {@code podNodeSelectorPluginConfig}: selectors by namespace, and the cluster's default */
    public PodNodeSelector(Objects objects, Optional<ObjectNode> configuration) {
        this.objects = objects;
        configuration.flatMap(c -> Trees.object(c, "podNodeSelectorPluginConfig"))
                .ifPresent(c -> c.properties().forEach(e -> selectors.put(e.getKey(), e.getValue().asString(""))));
    }

    @Override
    public String name() {
        return "PodNodeSelector";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request)) {
            return;
        }
        Map<String, String> merged = new TreeMap<>(ofNamespace(request.namespace()));
        merged.putAll(checked(request));
        if (!merged.isEmpty()) {
            ObjectNode selector = Trees.ensureObject(request.object(), "spec", "nodeSelector");
            merged.forEach(selector::put);
        }
        validate(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request)) {
            return;
        }
        Map<String, String> allowed = labels(selectors.getOrDefault(request.namespace(), ""));
        if (!allowed.isEmpty() && !allowed.entrySet().containsAll(checked(request).entrySet())) {
            throw refused(request, "pod node label selector labels conflict with its namespace whitelist");
        }
    }

    /** The pod's own selector, which does not contradict its namespace's. */
    private Map<String, String> checked(AdmissionRequest request) {
        Map<String, String> own = new TreeMap<>();
        Trees.object(request.object(), "spec", "nodeSelector")
                .ifPresent(s -> s.properties().forEach(e -> own.put(e.getKey(), e.getValue().asString(""))));
        ofNamespace(request.namespace()).forEach((key, value) -> {
            if (!own.getOrDefault(key, value).equals(value)) {
                throw refused(request, CONFLICT);
            }
        });
        return own;
    }

    private Map<String, String> ofNamespace(String name) {
        ObjectNode namespace = objects.get(NAMESPACES, "", name)
                .orElseThrow(() -> StatusException.internal("namespace " + name + " does not exist"));
        return labels(Optional.ofNullable(Meta.annotations(namespace).get(ANNOTATION))
                .orElse(selectors.getOrDefault(DEFAULT, "")));
    }

    private static Map<String, String> labels(String selector) {
        Map<String, String> labels = new TreeMap<>();
        for (String one : selector.isEmpty() ? List.<String>of() : List.of(selector.split(",", -1))) {
            List<String> sides = List.of(one.split("=", -1));
            if (sides.size() != 2) {
                throw Requests.failed("invalid selector: [" + String.join(" ", sides) + "]");
            }
            labels.put(sides.get(0).strip(), sides.get(1).strip());
        }
        return labels;
    }

    private static StatusException refused(AdmissionRequest request, String why) {
        return StatusException.forbidden(Requests.resource(request), Meta.name(request.object()), why);
    }
}
