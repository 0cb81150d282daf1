package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionMetrics;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Reinvocation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.tracing.Span;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.apiserver.webhook.WebhookCaller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the webhooks of all configurations, in the order of the configurations' names: mutating ones one after another, and those that wish it
 * again in a second round when somebody after them changed something. Webhooks aren't asked about webhook configurations and policies. Safe for use by any
 * number of threads.
 */
public final class WebhookAdmission implements AdmissionPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookAdmission.class);
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    /** For a server without an expression language: a webhook with conditions fails. */
    public static final MatchConditions UNSUPPORTED = conditions -> request -> {
        throw StatusException.internal("matchConditions can't be evaluated by this API server");
    };

    /** Reads a webhook's match conditions, which are written in CEL. */
    @FunctionalInterface
    public interface MatchConditions {
        /**
         * @return decides whether they hold for a request; throws a StatusException or any RuntimeException if one can't be read or evaluated: then
         *         the failure policy decides
         */
        Predicate<AdmissionRequest> compile(List<ObjectNode> conditions);
    }

    /** A webhook whose conditions have been read once, for all requests until the configurations change. */
    private record Ready(Webhook webhook, Optional<Predicate<AdmissionRequest>> conditions) {}

    private final boolean mutating;
    private final Objects objects;
    private final Resources resources;
    private final CachedView<List<Ready>> webhooks;
    private final WebhookCaller caller;

    private WebhookAdmission(boolean mutating, Objects objects, Resources resources, MatchConditions conditions) {
        this.mutating = mutating;
        this.objects = objects;
        this.resources = resources;
        GroupResource resource = new GroupResource(GROUP,
                mutating ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations");
        this.webhooks = new CachedView<>(objects, List.of(resource), all -> all.list(resource, "").stream()
                .sorted(Comparator.comparing(Meta::name)).flatMap(c -> Webhook.of(c).stream())
                .map(webhook -> new Ready(webhook, conditions(webhook, conditions))).toList());
        this.caller = new WebhookCaller(objects);
    }

    private static Optional<Predicate<AdmissionRequest>> conditions(Webhook webhook, MatchConditions language) {
        List<ObjectNode> conditions = Trees.objects(webhook.tree(), "matchConditions");
        return conditions.isEmpty() ? Optional.empty() : Optional.of(language.compile(conditions));
    }

    public static WebhookAdmission mutating(Objects objects, Resources resources, MatchConditions conditions) {
        return new WebhookAdmission(true, objects, resources, conditions);
    }

    public static WebhookAdmission validating(Objects objects, Resources resources, MatchConditions conditions) {
        return new WebhookAdmission(false, objects, resources, conditions);
    }

    @Override
    public String name() {
        return mutating ? "MutatingAdmissionWebhook" : "ValidatingAdmissionWebhook";
    }

    @Override
    public boolean handlesConnect() {
        return true;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!mutating || isExempt(request)) {
            return;
        }
        Reinvocation.Calls calls = request.reinvocation().of(name());
        boolean begun = false;
        int index = -1;
        for (Ready ready : webhooks.get()) {
            Webhook webhook = ready.webhook();
            Optional<AdmissionRequest> seen = seenBy(ready, request);
            if (seen.isEmpty()) {
                continue;
            }
            index++;
            if (!begun) {
                calls.begin(request.object());
                begun = true;
            }
            String key = webhook.configuration() + "/" + webhook.name();
            if (calls.spared(key)) {
                continue;
            }
            long began = System.nanoTime();
            Optional<ObjectNode> patched = askToMutate(new WebhookNotes(request.context().notes(), webhook, true,
                    request.reinvocation().round(), index), seen.get(), request.resource());
            request.context().waits().add(System.nanoTime() - began);
            if (patched.isPresent()) {
                take(request, VersionedRequests.convert(patched.get(), seen.get().resource(), request.resource()));
                calls.changed();
            }
            if (webhook.reinvokes()) {
                calls.askedAndWilling(key);
            }
        }
        if (begun) {
            calls.end(request.object());
        }
    }

    private Optional<ObjectNode> askToMutate(WebhookNotes notes, AdmissionRequest request, Resource original) {
        boolean mutated = false;
        try {
            Optional<ObjectNode> patched = ask(notes, request, original);
            mutated = patched.isPresent();
            return patched;
        } finally {
            notes.mutated(mutated);
        }
    }

    private static void take(AdmissionRequest request, ObjectNode object) {
        request.object().removeAll();
        request.object().setAll(object);
    }

    /** All at once, for none changes what another sees; the first to deny in the order of the configurations is heard. */
    @Override
    public void validate(AdmissionRequest request) {
        if (mutating || isExempt(request)) {
            return;
        }
        List<Runnable> asked = new ArrayList<>();
        for (Ready ready : webhooks.get()) {
            seenBy(ready, request).ifPresent(seen -> {
                WebhookNotes notes = new WebhookNotes(request.context().notes(), ready.webhook(), false, 0,
                        asked.size());
                asked.add(() -> ask(notes, seen, request.resource()));
            });
        }
        long began = System.nanoTime();
        if (asked.size() == 1) {
            asked.getFirst().run();
        } else if (!asked.isEmpty()) {
            inParallel(asked);
        }
        request.context().waits().add(System.nanoTime() - began);
    }

    private static void inParallel(List<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>(tasks.size());
            Span current = Step.current();
            tasks.forEach(task -> running.add(threads.submit(() -> {
                try (Step same = Step.within(current)) {
                    task.run();
                }
            })));
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("the server is stopping");
        }
    }

    private static boolean isExempt(AdmissionRequest request) {
        return request.resource().info().groupVersion().group().equals(GROUP);
    }

    /** The request as the webhook is to see it; empty if it is none of its business. */
    private Optional<AdmissionRequest> seenBy(Ready ready, AdmissionRequest request) {
        Webhook webhook = ready.webhook();
        if (webhook.rules().isEmpty() || !namespaceFits(webhook, request) || !objectFits(webhook, request)) {
            return Optional.empty();
        }
        return VersionedRequests.matching(request, resources, webhook.exact(),
                candidate -> webhook.rules().stream().anyMatch(rule -> rule.matches(candidate)))
                .map(resource -> VersionedRequests.in(request, resource)).filter(seen -> conditionsHold(ready, seen));
    }

    private boolean namespaceFits(Webhook webhook, AdmissionRequest request) {
        Optional<LabelSelector> selector = webhook.namespaceSelector();
        if (selector.isEmpty()) {
            return true;
        }
        if (request.resource().info().groupResource().equals(NAMESPACES)) {
            ObjectNode namespace = request.object().isEmpty()
                    ? request.old().orElse(request.object())
                    : request.object();
            return selector.get().matches(Meta.labels(namespace));
        }
        return request.namespace().isEmpty() || selector.get()
                .matches(objects.shown(NAMESPACES, "", request.namespace()).map(Meta::labels).orElse(Map.of()));
    }

    private static boolean objectFits(Webhook webhook, AdmissionRequest request) {
        return webhook.objectSelector().isEmpty()
                || webhook.objectSelector().get().matches(Meta.labels(request.object()))
                || request.old().filter(old -> webhook.objectSelector().get().matches(Meta.labels(old))).isPresent();
    }

    private boolean conditionsHold(Ready ready, AdmissionRequest request) {
        if (ready.conditions().isEmpty()) {
            return true;
        }
        AdmissionMetrics.Holder holder = new AdmissionMetrics.Holder(ready.webhook().name(), "webhook",
                mutating ? AdmissionMetrics.Step.ADMIT : AdmissionMetrics.Step.VALIDATE);
        long began = System.nanoTime();
        try {
            boolean hold = ready.conditions().get().test(request);
            AdmissionMetrics.conditions(holder, request.operation(), hold, System.nanoTime() - began);
            return hold;
        } catch (RuntimeException e) {
            AdmissionMetrics.conditionsFailed(holder, request.operation());
            if (ready.webhook().ignoresFailure()) {
                return false;
            }
            throw Requests.forbidden(request, String.valueOf(e.getMessage()));
        }
    }

    /** The object, if the webhook has changed it. @param original the resource that the client used */
    private Optional<ObjectNode> ask(WebhookNotes notes, AdmissionRequest request, Resource original) {
        Webhook webhook = notes.webhook();
        if (request.dryRun() && webhook.hasSideEffects()) {
            throw StatusException.badRequest(
                    "admission webhook \"" + webhook.name() + "\" does not support dry run");
        }
        String uid = AdmissionReviews.newUid();
        try (Step step = step(webhook, request, uid)) {
            return answered(notes, request, original, uid, step.span());
        }
    }

    private Step step(Webhook webhook, AdmissionRequest request, String uid) {
        Step step = Step.begin(mutating ? "Call mutating webhook" : "Call validating webhook");
        if (step.span().recorded()) {
            GroupVersionResource asked = request.resource().info().groupVersionResource();
            step.span().set("configuration", webhook.configuration());
            step.span().set("webhook", webhook.name());
            step.span().set("resource",
                    asked.group() + "/" + asked.version() + ", Resource=" + asked.resource());
            step.span().set("subresource", request.subresource());
            step.span().set("operation", request.operation().name());
            step.span().set("UID", uid);
        }
        return step;
    }

    private Optional<ObjectNode> answered(WebhookNotes notes, AdmissionRequest request, Resource original, String uid,
            Span span) {
        Webhook webhook = notes.webhook();
        WebhookMetrics call = new WebhookMetrics(webhook, mutating, request.operation());
        ObjectNode response;
        try {
            response = AdmissionReviews.response(caller.call(webhook.clientConfig(), webhook.timeout(),
                    AdmissionReviews.question(request, original, uid)), uid, mutating);
        } catch (IOException e) {
            call.failed(Reason.SERVICE_UNAVAILABLE.code(), webhook.ignoresFailure());
            failed(notes, String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("the server is stopping");
        }
        span.event("Request completed");
        notes.said(response);
        Trees.strings(response, "warnings").forEach(request.context().warnings()::add);
        if (!Trees.bool(response, "allowed")) {
            StatusException denied = denied(webhook, response);
            call.denied(denied.status().code());
            throw denied;
        }
        call.allowed();
        return mutating ? patched(notes, request, Trees.string(response, "patch")) : Optional.empty();
    }

    private static void failed(WebhookNotes notes, String why) {
        Webhook webhook = notes.webhook();
        if (webhook.ignoresFailure()) {
            notes.failedOpen();
            LOG.warn("webhook {} of {} failed and is ignored: {}", webhook.name(), webhook.configuration(), why);
            return;
        }
        throw StatusException.internal("failed calling webhook \"" + webhook.name() + "\": failed to call webhook: "
                + why);
    }

    private static Optional<ObjectNode> patched(WebhookNotes notes, AdmissionRequest request, String base64) {
        if (base64.isEmpty()) {
            return Optional.empty();
        }
        try {
            ObjectNode after = JsonPatch.apply(request.object().deepCopy(),
                    Json.parse(Base64.getDecoder().decode(base64)));
            notes.patched(base64);
            return Optional.of(after).filter(object -> !object.equals(request.object()));
        } catch (JacksonException | IllegalArgumentException | StatusException e) {
            failed(notes, "its patch can't be applied: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static StatusException denied(Webhook webhook, ObjectNode response) {
        String message = Trees.string(response, "status", "message");
        String reason = Trees.string(response, "status", "reason");
        String who = "admission webhook \"" + webhook.name() + "\" denied the request";
        String text = !message.isEmpty()
                ? who + ": " + message
                : !reason.isEmpty() ? who + ": " + reason : who + " without explanation";
        int code = Trees.integer(response, "status", "code").orElse(0L).intValue();
        boolean usable = code >= 400 && code < 600;
        List<dev.coracle.api.status.StatusCause> causes = new ArrayList<>();
        Trees.objects(response, "status", "details", "causes")
                .forEach(c -> causes.add(new dev.coracle.api.status.StatusCause(Trees.string(c, "reason"),
                        Trees.string(c, "message"), Trees.string(c, "field"))));
        return new StatusException(new Status(usable ? code : Reason.BAD_REQUEST.code(),
                reason, text,
                StatusDetails.NONE.withCauses(causes)));
    }
}
