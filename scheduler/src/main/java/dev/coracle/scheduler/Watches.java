package dev.coracle.scheduler;

import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.scheduler.decide.Disruption;
import dev.coracle.scheduler.model.LabelMatch;
import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the scheduler watches, turned into messages to its loop on the way. */
final class Watches {

    /** Pods that have ended hold nothing and want nothing. */
    private static final ListOptions LIVE_PODS = ListOptions.fields("status.phase!=Succeeded,status.phase!=Failed");

    private final Cache<Pod> pods;
    private final Cache<PodDisruptionBudget> budgets;

    Watches(InformerFactory informers, Consumer<Message> inbox) {
        var podInformer = informers.informer(Pod.class, LIVE_PODS, PodTrim::trim);
        podInformer.addHandler(handler(pod -> inbox.accept(new Message.PodSeen(PodInfo.of(pod))),
                pod -> inbox.accept(new Message.PodGone(Keys.of(pod))),
                () -> inbox.accept(new Message.PodsRelisted())));
        informers.informer(Node.class).addHandler(handler(
                node -> inbox.accept(new Message.NodeSeen(NodeInfo.of(node))),
                node -> inbox.accept(new Message.NodeGone(node.getMetadata().getName()))));
        informers.informer(Namespace.class).addHandler(handler(
                namespace -> inbox.accept(new Message.NamespaceSeen(namespace.getMetadata().getName(),
                        namespace.getMetadata().getLabels() == null ? Map.of() : namespace.getMetadata().getLabels())),
                namespace -> inbox.accept(new Message.NamespaceGone(namespace.getMetadata().getName()))));
        this.pods = podInformer.cache();
        this.budgets = informers.informer(PodDisruptionBudget.class).cache();
    }

    private static <T> EventHandler<T> handler(Consumer<T> seen, Consumer<T> gone) {
        return handler(seen, gone, () -> {});
    }

    private static <T> EventHandler<T> handler(Consumer<T> seen, Consumer<T> gone, Runnable relisted) {
        return new EventHandler<>() {
            @Override
            public void onAdd(T object) {
                seen.accept(object);
            }

            @Override
            public void onUpdate(T old, T now) {
                seen.accept(now);
            }

            @Override
            public void onDelete(T last) {
                gone.accept(last);
            }

            @Override
            public void onRelisted() {
                relisted.run();
            }
        };
    }

    /** Whether the pod, this one and not another of its name, is still there and still without a node. */
    boolean stillWaits(PodInfo pod) {
        return pods.get(pod.key()).map(PodInfo::of)
                .filter(now -> now.uid().equals(pod.uid()) && now.nodeName().isEmpty()).isPresent();
    }

    List<Disruption> budgets() {
        return budgets.list().stream()
                .filter(b -> b.getStatus() != null && b.getStatus().getDisruptionsAllowed() != null)
                .map(b -> new Disruption(b.getMetadata().getNamespace(), LabelMatch.of(b.getSpec().getSelector()),
                        b.getStatus().getDisruptionsAllowed()))
                .toList();
    }
}
