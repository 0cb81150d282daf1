package dev.coracle.apiserver.admission.typecheck;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.storage.CachedObject;
import dev.coracle.apiserver.storage.ResourceCache;
import dev.coracle.apiserver.storage.WatchCache;
import dev.coracle.apiserver.storage.Watcher;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code status.typeChecking} and {@code status.observedGeneration} of ValidatingAdmissionPolicies whenever their spec has changed.
 * kube-controller-manager does this upstream; here it runs where the schemas and CEL are. Several API servers may run it: the first to write
 * is heeded.
 */
public final class TypeCheckingStatuses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TypeCheckingStatuses.class);
    private static final GroupResource POLICIES = new GroupResource("admissionregistration.k8s.io",
            "validatingadmissionpolicies");
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Resources resources;
    private final WatchCache cache;
    private final Objects objects;
    private final Clock clock;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    public TypeCheckingStatuses(Resources resources, WatchCache cache, Objects objects, Clock clock) {
        this.resources = resources;
        this.cache = cache;
        this.objects = objects;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("type-checking").unstarted(this::follow);
    }

    public void start() {
        thread.start();
    }

    private ResourceCache policies() {
        return resources.find(POLICIES).flatMap(cache::cache)
                .orElseThrow(() -> new IllegalStateException("ValidatingAdmissionPolicies are not stored"));
    }

    private void follow() {
        try {
            while (!closed) {
                try (Watcher watcher = policies().subscribe(object -> true).watcher()) {
                    watcher.onChange(changed::release);
                    follow(watcher);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Watcher watcher) throws InterruptedException {
        while (!closed && !watcher.ended()) {
            changed.drainPermits();
            while (watcher.poll().isPresent()) {
                log.trace("a policy has changed");
            }
            if (checkAll()) {
                changed.acquire();
            } else {
                clock.sleep(AGAIN);
            }
        }
    }

    /** @return whether nothing is left to do until a policy changes */
    private boolean checkAll() {
        boolean done = true;
        for (CachedObject object : policies().snapshot().list("")) {
            try {
                check(object.tree());
            } catch (StatusException e) {
                log.debug("the status of policy {} is written again later: {}", object.name(), e.getMessage());
                done = false;
            } catch (RuntimeException e) {
                log.error("policy {} can't be type-checked", object.name(), e);
            }
        }
        return done;
    }

    private void check(ObjectNode policy) {
        if (generation(policy) <= observed(policy) || Meta.isDeleting(policy)) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(policy, "spec");
        List<TypeChecker.Warning> warnings = new TypeChecker(spec, MatchedKinds.of(spec, resources),
                MatchedKinds.ofParams(spec, resources)).warnings();
        try {
            objects.update(objects.ownContext(), POLICIES, "", Meta.name(policy), found -> {
                if (generation(found) == generation(policy) && observed(found) < generation(policy)) {
                    write(Trees.ensureObject(found, "status"), generation(policy), warnings);
                }
                return found;
            });
        } catch (StatusException e) {
            if (e.status().code() != 404) {
                throw e;
            }
        }
    }

    private static long generation(ObjectNode policy) {
        return Trees.integer(policy, "metadata", "generation").orElse(0L);
    }

    private static long observed(ObjectNode policy) {
        return Trees.integer(policy, "status", "observedGeneration").orElse(0L);
    }

    private static void write(ObjectNode status, long generation, List<TypeChecker.Warning> warnings) {
        status.put("observedGeneration", generation);
        ObjectNode typeChecking = status.putObject("typeChecking");
        if (!warnings.isEmpty()) {
            ArrayNode list = typeChecking.putArray("expressionWarnings");
            warnings.forEach(
                    warning -> list.addObject().put("fieldRef", warning.field()).put("warning", warning.text()));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
