package dev.coracle.scheduler;

import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.wire.Serialization;
import dev.coracle.scheduler.decide.ExtraFilter;
import dev.coracle.scheduler.model.NodeMatch;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.plugin.Rejection;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * VolumeBinding, as far as it goes here: claims must be there and bound, and the node must be one that their volumes
 * can be reached from. A claim of a class that waits for its first consumer is told the node that was chosen; the pod
 * then waits until somebody has provisioned it. Claims are watched only once a pod has one.
 */
final class VolumeRules implements AutoCloseable {

    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

    /** What a pod's claims say. */
    sealed interface Verdict {

        /** It may go to a node that the filter accepts. @param toProvision claims to be told of that node first */
        record May(ExtraFilter filter, List<PersistentVolumeClaim> toProvision) implements Verdict {}

        /** Not now, on no node. */
        record MayNot(String reason) implements Verdict {}
    }

    private static final Verdict NO_CLAIMS = new Verdict.May(ExtraFilter.NONE, List.of());

    private record Informers(Informer<PersistentVolumeClaim> claims, Informer<PersistentVolume> volumes,
            Informer<StorageClass> classes) {}

    private final ApiClient client;
    private final InformerFactory factory;
    private final Consumer<Message> inbox;
    private @Nullable Informers informers;
    private volatile @Nullable Thread listing;

    VolumeRules(ApiClient client, InformerFactory factory, Consumer<Message> inbox) {
        this.client = client;
        this.factory = factory;
        this.inbox = inbox;
    }

    Verdict of(PodInfo pod) {
        List<String> names = claims(pod);
        if (names.isEmpty()) {
            return NO_CLAIMS;
        }
        Informers known = informers();
        if (!known.claims.hasSynced() || !known.volumes.hasSynced() || !known.classes.hasSynced()) {
            return new Verdict.MayNot("waiting for the list of PersistentVolumeClaims");
        }
        List<List<NodeMatch>> terms = new ArrayList<>();
        List<PersistentVolumeClaim> toProvision = new ArrayList<>();
        for (String name : names) {
            Optional<PersistentVolumeClaim> claim = known.claims.cache().get(pod.namespace(), name);
            if (claim.isEmpty()) {
                return new Verdict.MayNot("persistentvolumeclaim \"" + name + "\" not found");
            }
            if (claim.get().getMetadata().getDeletionTimestamp() != null) {
                return new Verdict.MayNot("persistentvolumeclaim \"" + name + "\" is being deleted");
            }
            String volume = claim.get().getSpec().getVolumeName();
            if (volume != null && !volume.isEmpty()) {
                known.volumes.cache().get(volume).map(VolumeRules::nodesOf).ifPresent(terms::add);
            } else if (waitsForConsumer(known, claim.get())) {
                toProvision.add(claim.get());
            } else {
                return new Verdict.MayNot("pod has unbound immediate PersistentVolumeClaims");
            }
        }
        ExtraFilter filter = node -> terms.stream()
                .allMatch(any -> any.isEmpty() || any.stream().anyMatch(term -> term.matches(node)))
                        ? null
                        : Rejection.VOLUME_NODE_AFFINITY;
        return new Verdict.May(filter, toProvision);
    }

    /** Tells claims which node their consumer goes to; provisioners wait for it. Asks the API server. */
    void select(List<PersistentVolumeClaim> claims, String node) {
        for (PersistentVolumeClaim claim : claims) {
            Map<String, String> annotations = claim.getMetadata().getAnnotations();
            if (annotations != null && annotations.containsKey(SELECTED_NODE)) {
                continue;
            }
            ObjectNode patch = Serialization.mapper().createObjectNode();
            patch.putObject("metadata").putObject("annotations").put(SELECTED_NODE, node);
            client.resources(PersistentVolumeClaim.class).patch(claim.getMetadata().getNamespace(),
                    claim.getMetadata().getName(), PatchType.MERGE, patch);
        }
    }

    private static List<String> claims(PodInfo pod) {
        List<String> names = new ArrayList<>();
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            if (volume.getPersistentVolumeClaim() != null) {
                names.add(volume.getPersistentVolumeClaim().getClaimName());
            } else if (volume.getEphemeral() != null) {
                names.add(pod.name() + "-" + volume.getName());
            }
        }
        return names;
    }

    private static boolean waitsForConsumer(Informers known, PersistentVolumeClaim claim) {
        String name = claim.getSpec().getStorageClassName();
        return name != null && known.classes.cache().get(Keys.of("", name))
                .filter(c -> "WaitForFirstConsumer".equals(c.getVolumeBindingMode())).isPresent();
    }

    private static List<NodeMatch> nodesOf(PersistentVolume volume) {
        return volume.getSpec().getNodeAffinity() == null || volume.getSpec().getNodeAffinity().getRequired() == null
                ? List.of()
                : volume.getSpec().getNodeAffinity().getRequired().getNodeSelectorTerms().stream().map(NodeMatch::of)
                        .toList();
    }

    private Informers informers() {
        Informers known = informers;
        if (known == null) {
            known = new Informers(factory.informer(PersistentVolumeClaim.class),
                    factory.informer(PersistentVolume.class), factory.informer(StorageClass.class));
            known.claims.addHandler(EventHandler.forEach(c -> inbox.accept(new Message.VolumesChanged())));
            known.volumes.addHandler(EventHandler.forEach(c -> inbox.accept(new Message.VolumesChanged())));
            known.classes.addHandler(EventHandler.forEach(c -> inbox.accept(new Message.VolumesChanged())));
            informers = known;
            Informers begun = known;
            listing = Thread.ofVirtual().name("volumes listed").start(() -> listed(begun));
        }
        return known;
    }

    /** Who waited for the lists is looked at again, also when they are empty: then no event says that they have come. */
    private void listed(Informers begun) {
        try {
            begun.claims.awaitSynced();
            begun.volumes.awaitSynced();
            begun.classes.awaitSynced();
            inbox.accept(new Message.VolumesChanged());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Thread waiting = listing;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
