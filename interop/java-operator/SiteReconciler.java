import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;

/** Applies a Site's children, and says how many of its pods are ready. */
@ControllerConfiguration(finalizerName = "operator.coracle.dev/farewell")
public final class SiteReconciler implements Reconciler<Site>, Cleaner<Site> {

    @Override
    public List<EventSource<?, Site>> prepareEventSources(EventSourceContext<Site> context) {
        return List.of(
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(ConfigMap.class, Site.class).build(), context),
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(Deployment.class, Site.class).build(), context));
    }

    @Override
    public UpdateControl<Site> reconcile(Site site, Context<Site> context) {
        context.getClient().resource(page(site)).serverSideApply();
        Deployment pods = context.getClient().resource(pods(site)).serverSideApply();
        Site.Status status = new Site.Status();
        Integer ready = pods.getStatus() == null ? null : pods.getStatus().getReadyReplicas();
        status.ready = ready == null ? 0 : ready;
        status.observedGeneration = site.getMetadata().getGeneration();
        site.setStatus(status);
        return UpdateControl.patchStatus(site);
    }

    @Override
    public DeleteControl cleanup(Site site, Context<Site> context) {
        ConfigMap farewell = new ConfigMapBuilder().withNewMetadata()
                .withName("farewell-" + site.getMetadata().getName()).withNamespace(site.getMetadata().getNamespace())
                .endMetadata().build();
        context.getClient().resource(farewell).serverSideApply();
        return DeleteControl.defaultDelete();
    }

    private static ObjectMeta child(Site site) {
        return new ObjectMetaBuilder().withName(site.getMetadata().getName())
                .withNamespace(site.getMetadata().getNamespace()).addNewOwnerReference()
                .withApiVersion(site.getApiVersion()).withKind(site.getKind()).withName(site.getMetadata().getName())
                .withUid(site.getMetadata().getUid()).withController(true).endOwnerReference().build();
    }

    private static ConfigMap page(Site site) {
        return new ConfigMapBuilder().withMetadata(child(site)).withData(Map.of("index.html", site.getSpec().page))
                .build();
    }

    private static Deployment pods(Site site) {
        Map<String, String> labels = Map.of("site", site.getMetadata().getName());
        return new DeploymentBuilder().withMetadata(child(site)).withNewSpec().withReplicas(site.getSpec().replicas)
                .withNewSelector().withMatchLabels(labels).endSelector().withNewTemplate().withNewMetadata()
                .withLabels(labels).endMetadata().withNewSpec().addNewContainer().withName("web").withImage("nginx")
                .endContainer().endSpec().endTemplate().endSpec().build();
    }
}
