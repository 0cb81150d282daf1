package dev.coracle.apiserver.admission.webhook;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Reinvocation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.admission.VersionedRequests;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
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
    public static final MatchConditions UNSUPPORTED = (conditions, request) -> {
        throw StatusException.internal("matchConditions can't be evaluated by this API server");
    };

    /** Decides whether a webhook's match conditions hold for a request: written in CEL. */
    @FunctionalInterface
    public interface MatchConditions {
        /** @throws StatusException or any RuntimeException if a condition can't be evaluated: then the failure policy decides */
        boolean hold(List<ObjectNode> conditions, AdmissionRequest request);
    }

    private final boolean mutating;
    private final Objects objects;
    private final Resources resources;
    private final CachedView<List<Webhook>> webhooks;
    private final WebhookCaller caller;
    private final MatchConditions conditions;

    private WebhookAdmission(boolean mutating, Objects objects, Resources resources, MatchConditions conditions) {
        this.mutating = mutating;
        this.objects = objects;
        this.resources = resources;
        GroupResource resource = new GroupResource(GROUP,
                mutating ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations");
        this.webhooks = new CachedView<>(objects, List.of(resource), all -> all.list(resource, "").stream()
                .sorted(Comparator.comparing(Meta::name)).flatMap(c -> Webhook.of(c).stream()).toList());
        this.caller = new WebhookCaller(objects);
        this.conditions = conditions;
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
        for (Webhook webhook : webhooks.get()) {
            Optional<AdmissionRequest> seen = seenBy(webhook, request);
            if (seen.isEmpty()) {
                continue;
            }
            if (!begun) {
                calls.begin(request.object());
                begun = true;
            }
            String key = webhook.configuration() + "/" + webhook.name();
            if (calls.spared(key)) {
                continue;
            }
            Optional<ObjectNode> patched = ask(webhook, seen.get(), request.resource());
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
        for (Webhook webhook : webhooks.get()) {
            seenBy(webhook, request).ifPresent(seen -> asked.add(() -> ask(webhook, seen, request.resource())));
        }
        if (asked.size() == 1) {
            asked.getFirst().run();
        } else if (!asked.isEmpty()) {
            inParallel(asked);
        }
    }

    private static void inParallel(List<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>(tasks.size());
            tasks.forEach(task -> running.add(threads.submit(task)));
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
    private Optional<AdmissionRequest> seenBy(Webhook webhook, AdmissionRequest request) {
        if (webhook.rules().isEmpty() || !namespaceFits(webhook, request) || !objectFits(webhook, request)) {
            return Optional.empty();
        }
        return VersionedRequests.matching(request, resources, webhook.exact(),
                candidate -> webhook.rules().stream().anyMatch(rule -> rule.matches(candidate)))
                .map(resource -> VersionedRequests.in(request, resource)).filter(seen -> conditionsHold(webhook, seen));
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

    private boolean conditionsHold(Webhook webhook, AdmissionRequest request) {
        List<ObjectNode> wanted = Trees.objects(webhook.tree(), "matchConditions");
        if (wanted.isEmpty()) {
            return true;
        }
        try {
            return conditions.hold(wanted, request);
        } catch (RuntimeException e) {
            if (webhook.ignoresFailure()) {
                return false;
            }
            throw Requests.forbidden(request, String.valueOf(e.getMessage()));
        }
    }

    /** The object, if the webhook has changed it. @param original the resource that the client used */
    private Optional<ObjectNode> ask(Webhook webhook, AdmissionRequest request, Resource original) {
        if (request.dryRun() && webhook.hasSideEffects()) {
            throw StatusException.badRequest(
                    "admission webhook \"" + webhook.name() + "\" does not support dry run");
        }
        String uid = AdmissionReviews.newUid();
        ObjectNode response;
        try {
            response = AdmissionReviews.response(caller.call(webhook.clientConfig(), webhook.timeout(),
                    AdmissionReviews.question(request, original, uid)), uid, mutating);
        } catch (IOException e) {
            failed(webhook, String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("the server is stopping");
        }
        Trees.strings(response, "warnings").forEach(request.context().warnings()::add);
        if (!Trees.bool(response, "allowed")) {
            throw denied(webhook, response);
        }
        return mutating ? patched(webhook, request, Trees.string(response, "patch")) : Optional.empty();
    }

    private static void failed(Webhook webhook, String why) {
        if (webhook.ignoresFailure()) {
            LOG.warn("webhook {} of {} failed and is ignored: {}", webhook.name(), webhook.configuration(), why);
            return;
        }
        throw StatusException.internal("failed calling webhook \"" + webhook.name() + "\": failed to call webhook: "
                + why);
    }

    private static Optional<ObjectNode> patched(Webhook webhook, AdmissionRequest request, String base64) {
        if (base64.isEmpty()) {
            return Optional.empty();
        }
        try {
            ObjectNode after = JsonPatch.apply(request.object().deepCopy(),
                    Json.parse(Base64.getDecoder().decode(base64)));
            return Optional.of(after).filter(object -> !object.equals(request.object()));
        } catch (JacksonException | IllegalArgumentException | StatusException e) {
            failed(webhook, "its patch can't be applied: " + e.getMessage());
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
