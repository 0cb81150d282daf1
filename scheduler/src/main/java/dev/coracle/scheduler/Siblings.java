package dev.coracle.scheduler;

import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.scheduler.model.LabelMatch;
import dev.coracle.scheduler.model.PodInfo;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which pods belong together with one, for spreading those that don't say how: by its Services and its controller. */
final class Siblings {

    private final Cache<Service> services;
    private final Cache<ReplicaSet> replicaSets;
    private final Cache<StatefulSet> statefulSets;
    private final Cache<ReplicationController> controllers;

    Siblings(InformerFactory informers) {
        this.services = informers.informer(Service.class).cache();
        this.replicaSets = informers.informer(ReplicaSet.class).cache();
        this.statefulSets = informers.informer(StatefulSet.class).cache();
        this.controllers = informers.informer(ReplicationController.class).cache();
    }

    /** Empty when it belongs to nothing. */
    Optional<LabelMatch> of(PodInfo pod) {
        Map<String, String> labels = new TreeMap<>();
        for (Service service : services.list(pod.namespace())) {
            Map<String, String> selector = service.getSpec().getSelector();
            if (selector != null && !selector.isEmpty()
                    && pod.labels().entrySet().containsAll(selector.entrySet())) {
                labels.putAll(selector);
            }
        }
        LabelMatch ofController = pod.controller().map(owner -> ofController(pod.namespace(), owner))
                .orElse(LabelMatch.EVERYTHING);
        LabelMatch all = LabelMatch.labels(labels).and(ofController);
        return all.requirements().isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private LabelMatch ofController(String namespace, OwnerReference owner) {
        Optional<LabelSelector> selector = switch (owner.getKind()) {
            case "ReplicaSet" -> replicaSets.get(namespace, owner.getName()).map(o -> o.getSpec().getSelector());
            case "StatefulSet" -> statefulSets.get(namespace, owner.getName()).map(o -> o.getSpec().getSelector());
            default -> Optional.empty();
        };
        if (owner.getKind().equals("ReplicationController")) {
            return controllers.get(namespace, owner.getName()).map(o -> o.getSpec().getSelector())
                    .map(LabelMatch::labels).orElse(LabelMatch.EVERYTHING);
        }
        return selector.map(LabelMatch::of).orElse(LabelMatch.EVERYTHING);
    }
}
