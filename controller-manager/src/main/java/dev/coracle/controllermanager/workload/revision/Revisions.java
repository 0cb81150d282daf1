package dev.coracle.controllermanager.workload.revision;

import dev.coracle.client.wire.Copies;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.TemplateHash;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a ControllerRevision says: a numbered pod template, kept as the patch that brings an owner back to it. */
public final class Revisions {

    private Revisions() {}

    /** Oldest first. */
    public static final Comparator<ControllerRevision> ORDER = Comparator
            .comparingLong(ControllerRevision::getRevision)
            .thenComparing(Pods::created)
            .thenComparing(revision -> revision.getMetadata().getName());

    /** The strategic merge patch that makes an owner's template {@code template}; kubectl's undo applies it. */
    public static JsonNode patch(PodTemplateSpec template) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode tree = Serialization.toTree(template);
        tree.put("$patch", "replace");
        patch.putObject("spec").set("template", tree);
        return TemplateHash.canonical(patch);
    }

    /** A new revision of {@code owner}'s {@code template}, labelled with its hash under {@code hashLabel}. */
    public static ControllerRevision of(HasMetadata owner, PodTemplateSpec template, long number,
            @Nullable Integer collisionCount, String hashLabel) {
        JsonNode data = patch(template);
        String hash = TemplateHash.of(data, collisionCount);
        Map<String, String> labels = PodTemplates.with(PodTemplates.labels(template), hashLabel, hash);
        ControllerRevision revision = new ControllerRevision();
        revision.setApiVersion("apps/v1");
        revision.setKind("ControllerRevision");
        revision.setRevision(number);
        revision.setData(data);
        revision.setMetadata(new ObjectMetaBuilder().withNamespace(owner.getMetadata().getNamespace())
                .withName(TemplateHash.name(owner.getMetadata().getName(), hash)).withLabels(labels)
                .withAnnotations(new LinkedHashMap<>(Pods.annotations(owner)))
                .withOwnerReferences(OwnerRefs.controllerRef(owner)).build());
        return revision;
    }

    /** True where both bring back the same template. */
    public static boolean equal(ControllerRevision one, ControllerRevision other) {
        return data(one).equals(data(other));
    }

    /** The newest of {@code revisions} that says the same as {@code wanted}. */
    public static Optional<ControllerRevision> find(Collection<ControllerRevision> revisions,
            ControllerRevision wanted) {
        return revisions.stream().filter(r -> equal(r, wanted)).max(ORDER);
    }

    /** The number after the highest there is. */
    public static long next(Collection<ControllerRevision> revisions) {
        return revisions.stream().mapToLong(ControllerRevision::getRevision).max().orElse(0) + 1;
    }

    /** The template that {@code revision} brings back. */
    public static PodTemplateSpec template(ControllerRevision revision) {
        JsonNode template = data(revision).path("spec").path("template");
        ObjectNode copy = template instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        copy.remove("$patch");
        return Serialization.fromTree(copy, PodTemplateSpec.class);
    }

    /** A copy with another number. */
    public static ControllerRevision renumbered(ControllerRevision revision, long number) {
        ControllerRevision copy = Copies.deepCopy(revision);
        copy.setRevision(number);
        return copy;
    }

    /** The oldest of those not in use, so many that {@code limit} of them remain. */
    public static List<ControllerRevision> surplus(Collection<ControllerRevision> revisions,
            Collection<String> namesInUse, int limit) {
        List<ControllerRevision> idle = revisions.stream().filter(r -> !namesInUse.contains(r.getMetadata().getName()))
                .sorted(ORDER).toList();
        return idle.subList(0, Math.max(0, idle.size() - limit));
    }

    private static JsonNode data(ControllerRevision revision) {
        Object data = revision.getData();
        JsonNode tree = data instanceof JsonNode known ? known : Serialization.mapper().valueToTree(data);
        return TemplateHash.canonical(tree);
    }
}
