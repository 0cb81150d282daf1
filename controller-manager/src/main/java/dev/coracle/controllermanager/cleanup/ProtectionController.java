package dev.coracle.controllermanager.cleanup;

import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the protecting finalizer off claims that no pod uses any more, volumes that no claim is bound to, and attributes classes that neither
 * names, once they are deleted; the
 * finalizer itself is put on by admission (StorageObjectInUseProtection).
 *
 * @param <T> claims, volumes or attributes classes
 */
public final class ProtectionController<T extends HasMetadata> {

    private final Informer<T> informer;
    private final ResourceClient<T> objects;
    private final String finalizer;
    private final Predicate<T> used;

    private ProtectionController(Informer<T> informer, ResourceClient<T> objects, String finalizer, Predicate<T> used) {
        this.informer = informer;
        this.objects = objects;
        this.finalizer = finalizer;
        this.used = used;
    }

    public static ControllerFactory claims() {
        String name = "persistentvolumeclaim-protection-controller";
        return ControllerFactory.of(name, context -> {
            Informer<Pod> pods = context.informers().informer(Pod.class);
            Informer<PersistentVolumeClaim> claims = context.informers().informer(PersistentVolumeClaim.class);
            ProtectionController<PersistentVolumeClaim> its = new ProtectionController<>(claims,
                    context.client().resources(PersistentVolumeClaim.class),
                    "kubernetes.io/pvc-protection",
                    claim -> pods.cache().list(claim.getMetadata().getNamespace()).stream()
                            .anyMatch(pod -> !Pods.isTerminal(pod)
                                    && claimsOf(pod).contains(claim.getMetadata().getName())));
            return its.started(Controller.named(name, context.clock()).watches(claims).watches(pods,
                    pod -> claimsOf(pod).stream().map(claim -> pod.getMetadata().getNamespace() + "/" + claim)
                            .toList()));
        });
    }

    public static ControllerFactory volumes() {
        String name = "persistentvolume-protection-controller";
        return ControllerFactory.of(name, context -> {
            Informer<PersistentVolume> volumes = context.informers().informer(PersistentVolume.class);
            ProtectionController<PersistentVolume> its = new ProtectionController<>(volumes,
                    context.client().resources(PersistentVolume.class),
                    "kubernetes.io/pv-protection",
                    volume -> volume.getStatus() != null && "Bound".equals(volume.getStatus().getPhase()));
            return its.started(Controller.named(name, context.clock()).watches(volumes));
        });
    }

    public static ControllerFactory attributesClasses() {
        String name = "volumeattributesclass-protection-controller";
        return ControllerFactory.of(name, context -> {
            Informer<PersistentVolumeClaim> claims = context.informers().informer(PersistentVolumeClaim.class);
            Informer<PersistentVolume> volumes = context.informers().informer(PersistentVolume.class);
            Informer<VolumeAttributesClass> classes = context.informers().informer(VolumeAttributesClass.class);
            ProtectionController<VolumeAttributesClass> its = new ProtectionController<>(classes,
                    context.client().resources(VolumeAttributesClass.class), "kubernetes.io/vac-protection",
                    one -> claims.cache().list().stream()
                            .anyMatch(
                                    c -> one.getMetadata().getName().equals(c.getSpec().getVolumeAttributesClassName()))
                            || volumes.cache().list().stream().anyMatch(
                                    v -> one.getMetadata().getName()
                                            .equals(v.getSpec().getVolumeAttributesClassName())));
            return its.started(Controller.named(name, context.clock()).watches(classes)
                    .watches(claims, c -> named(c.getSpec().getVolumeAttributesClassName()))
                    .watches(volumes, v -> named(v.getSpec().getVolumeAttributesClassName())));
        });
    }

    private static List<String> named(@Nullable String name) {
        return name == null || name.isEmpty() ? List.of() : List.of(name);
    }

    private AutoCloseable started(Controller.Builder builder) {
        Controller controller = builder.reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private static List<String> claimsOf(Pod pod) {
        List<Volume> volumes = pod.getSpec().getVolumes();
        return volumes == null
                ? List.of()
                : volumes.stream().filter(v -> v.getPersistentVolumeClaim() != null)
                        .map(v -> v.getPersistentVolumeClaim().getClaimName()).toList();
    }

    private Result reconcile(String key) {
        Optional<T> found = informer.cache().get(key);
        if (found.isEmpty() || !Pods.isTerminating(found.get()) || !Pods.finalizers(found.get()).contains(finalizer)
                || used.test(found.get())) {
            return Result.done();
        }
        T released = Copies.deepCopy(found.get());
        released.getMetadata()
                .setFinalizers(Pods.finalizers(found.get()).stream().filter(f -> !f.equals(finalizer)).toList());
        try {
            objects.update(released);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        return Result.done();
    }
}
