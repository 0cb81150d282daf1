package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quota.PodTotals;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A namespace, or else the cluster, says what its pods tolerate by themselves, and what they may tolerate at all. */
public final class PodTolerationRestriction implements AdmissionPlugin {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final String DEFAULTS = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private static final String ALLOWED = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";

    private static final String TOLERATION = "io.k8s.api.core.v1.Toleration";

    private final Objects objects;
    private final List<ObjectNode> clusterDefaults;
    private final List<ObjectNode> clusterAllowed;

    /** @param configuration {@code default} and {@code whitelist}: lists of tolerations */
    public PodTolerationRestriction(Objects objects, Optional<ObjectNode> configuration) {
        this.objects = objects;
        this.clusterDefaults = configuration.map(c -> tolerations(Trees.objects(c, "default"))).orElse(List.of());
        this.clusterAllowed = configuration.map(c -> tolerations(Trees.objects(c, "whitelist"))).orElse(List.of());
    }

    /** What somebody wrote down, without what no toleration has: it goes into pods as it is. */
    private static List<ObjectNode> tolerations(List<ObjectNode> written) {
        Schema schema = Catalogue.builtIn().definition(TOLERATION).orElseThrow();
        written.forEach(one -> Pruning.dropUnknown(one, schema));
        return written;
    }

    @Override
    public String name() {
        return "PodTolerationRestriction";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!about(request)) {
            return;
        }
        List<ObjectNode> extra = new ArrayList<>();
        if (request.operation() == Operation.CREATE) {
            extra.addAll(ofNamespace(request.namespace(), DEFAULTS).orElse(clusterDefaults));
        }
        if (asksForSomething(request.object())) {
            extra.add(Json.object().put("key", "node.kubernetes.io/memory-pressure").put("operator", "Exists")
                    .put("effect", "NoSchedule"));
        }
        if (!extra.isEmpty()) {
            ObjectNode spec = Trees.ensureObject(request.object(), "spec");
            List<ObjectNode> merged = Tolerations.merge(Trees.objects(spec, "tolerations"), extra);
            ArrayNode list = spec.putArray("tolerations");
            merged.forEach(one -> list.add(one.deepCopy()));
        }
        validate(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
        List<ObjectNode> own = about(request) ? Trees.objects(request.object(), "spec", "tolerations") : List.of();
        if (own.isEmpty()) {
            return;
        }
        Optional<List<ObjectNode>> given = ofNamespace(request.namespace(), ALLOWED);
        List<ObjectNode> allowed = given.orElse(clusterAllowed);
        if (!allowed.isEmpty()
                && !own.stream().allMatch(one -> allowed.stream().anyMatch(wide -> Tolerations.covers(wide, one)))) {
            throw Requests.failed("pod tolerations (possibly merged with namespace default tolerations) conflict with"
                    + " its " + (given.isPresent() ? "namespace" : "cluster") + " whitelist");
        }
    }

    private static boolean about(AdmissionRequest request) {
        return Requests.isPodCreate(request) || Requests.is(request, Operation.UPDATE, "", "pods");
    }

    /** Whether it is of a better class than best effort. */
    private static boolean asksForSomething(ObjectNode pod) {
        for (String what : List.of("requests", "limits")) {
            Map<String, Quantity> total = PodTotals.total(pod, what);
            if (total.getOrDefault("cpu", Quantity.ZERO).signum() > 0
                    || total.getOrDefault("memory", Quantity.ZERO).signum() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Empty where the namespace says nothing; an empty annotation says that there are none. */
    private Optional<List<ObjectNode>> ofNamespace(String name, String annotation) {
        ObjectNode namespace = objects.get(NAMESPACES, "", name)
                .orElseThrow(() -> StatusException.notFound(NAMESPACES, name));
        Optional<String> text = Optional.ofNullable(Meta.annotations(namespace).get(annotation));
        return text.map(PodTolerationRestriction::parsed);
    }

    private static List<ObjectNode> parsed(String text) {
        List<ObjectNode> found = new ArrayList<>();
        try {
            JsonNode list = text.isEmpty()
                    ? Json.object().arrayNode()
                    : Json.parse(text.getBytes(StandardCharsets.UTF_8));
            list.forEach(one -> {
                if (one instanceof ObjectNode toleration) {
                    found.add(toleration);
                }
            });
            return tolerations(found);
        } catch (JacksonException malformed) {
            throw Requests.failed(String.valueOf(malformed.getOriginalMessage()));
        }
    }
}
