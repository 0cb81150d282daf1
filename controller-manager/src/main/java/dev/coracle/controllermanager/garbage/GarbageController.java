package dev.coracle.controllermanager.garbage;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.InformerFactory;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Item;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Owner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows the metadata of everything that can be deleted, in a graph of who owns whom, and has the {@link GarbageCollector} look at what changed.
 * Asks discovery every 30 s, and when a CustomResourceDefinition comes or goes, what there is to follow.
 */
public final class GarbageController {

    private static final String NAME = "garbage-collector-controller";
    private static final String DISCOVER = "discover";
    private static final Duration REDISCOVER = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(500);

    private final InformerFactory informers;
    private final OwnershipGraph graph = new OwnershipGraph();
    private final ServedResources served;
    private final GarbageCollector collector;
    private final Controller objects;
    private final Controller discovery;
    private final Map<ResourceInfo, Set<String>> members = new ConcurrentHashMap<>();

    private GarbageController(ControllerContext context) {
        Clock clock = context.clock();
        this.informers = new InformerFactory(context.client(), clock);
        this.served = new ServedResources(context.client());
        Controller.Builder builder = Controller.named(NAME, clock).workers(context.options().workersOf(NAME, 20));
        this.collector = new GarbageCollector(context.client(), graph, served, builder.queue());
        this.objects = builder.reconciler(collector::reconcile).build();
        this.discovery = Controller.named(NAME + "-discovery", clock).reconciler(key -> discover()).build();
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new GarbageController(context).start());
    }

    private AutoCloseable start() {
        Closers closers = new Closers();
        closers.add("informers", informers);
        closers.add("objects", objects);
        closers.add("discovery", discovery);
        informers.start();
        objects.start();
        discovery.queue().add(DISCOVER);
        discovery.start();
        return closers;
    }

    private Result discover() {
        ServedResources.Change change = served.refresh();
        for (ResourceInfo gone : change.gone()) {
            informers.stopMetadataInformer(gone);
            Set<String> uids = members.remove(gone);
            if (uids != null) {
                uids.forEach(this::forget);
            }
        }
        for (ResourceInfo come : change.come()) {
            informers.metadataInformer(come).addHandler(new Follower(come));
        }
        if (!change.come().isEmpty()) {
            collector.kindsCame(change.come());
        }
        return Result.requeueAfter(REDISCOVER);
    }

    private void forget(String uid) {
        graph.remove(uid);
        objects.queue().add(uid);
    }

    /** Brings the events of one resource into the graph. */
    private final class Follower implements EventHandler<ObjectNode> {
        private final ResourceInfo resource;
        private final boolean definitions;

        Follower(ResourceInfo resource) {
            this.resource = resource;
            this.definitions = resource.kind().equals("CustomResourceDefinition");
        }

        @Override
        public void onAdd(ObjectNode object) {
            take(object);
            if (definitions) {
                discovery.queue().addAfter(DISCOVER, SOON);
            }
        }

        @Override
        public void onUpdate(ObjectNode old, ObjectNode now) {
            if (!Meta.uid(old).equals(Meta.uid(now))) {
                onDelete(old);
            }
            take(now);
        }

        @Override
        public void onDelete(ObjectNode last) {
            members.getOrDefault(resource, new HashSet<>()).remove(Meta.uid(last));
            List<Owner> owners = graph.get(Meta.uid(last)).map(Item::owners).orElse(List.of());
            forget(Meta.uid(last));
            // An owner that waits for its dependents wants to know that one is gone.
            owners.forEach(owner -> objects.queue().add(owner.uid()));
            if (definitions) {
                discovery.queue().addAfter(DISCOVER, SOON);
            }
        }

        private void take(ObjectNode object) {
            Item item = Item.of(resource, object);
            members.computeIfAbsent(resource, r -> ConcurrentHashMap.newKeySet()).add(item.uid());
            graph.put(item);
            if (!item.owners().isEmpty() || item.deleting()) {
                objects.queue().add(item.uid());
            }
        }

    }
}
