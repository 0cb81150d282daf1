package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Seeing to it that objects are there. Safe for use by any number of threads. */
final class Ensure {

    private final Objects objects;

    private final Supplier<RequestContext> context;

    Ensure(Objects objects) {
        this.objects = objects;
        this.context = objects::ownContext;
    }

    /** @param manager the field manager in whose name it makes them */
    Ensure(Objects objects, String manager) {
        this.objects = objects;
        this.context = () -> objects.ownContext(manager);
    }

    /** Creates the object unless there is one of its name; then changes that one if {@code repair} changes it. */
    void present(GroupResource resource, ObjectNode wanted, UnaryOperator<ObjectNode> repair) {
        String namespace = Meta.namespace(wanted);
        String name = Meta.name(wanted);
        Optional<ObjectNode> found = objects.get(resource, namespace, name);
        if (found.isEmpty()) {
            try {
                objects.create(context.get(), resource, wanted);
                return;
            } catch (StatusException e) {
                if (!e.status().reason().equals(Reason.ALREADY_EXISTS.word())) {
                    throw e;
                }
            }
        } else if (repair.apply(found.get().deepCopy()).equals(found.get())) {
            return;
        }
        objects.update(context.get(), resource, namespace, name, repair);
    }

    void present(GroupResource resource, ObjectNode wanted) {
        present(resource, wanted, found -> found);
    }

    /** Runs all at once, because each waits for the disk; then throws the first failure, if there was one. */
    static void all(List<Runnable> tasks) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>(tasks.size());
            tasks.forEach(task -> running.add(executor.submit(task)));
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the cluster's first objects were being made", e);
        }
    }
}
