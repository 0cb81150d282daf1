package dev.coracle.controllermanager.serviceaccount;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Removes token secrets that an older cluster made by itself and that nobody has used for a year: first they are marked invalid, and after as
 * long again they are deleted. Those that somebody asked for, or that a pod mounts, stay. Looks once a day. Source: KEP-2799.
 */
public final class LegacyTokenCleaner {

    private static final String NAME = "legacy-serviceaccount-token-cleaner-controller";
    private static final String SWEEP = "sweep";
    private static final Duration PERIOD = Duration.ofHours(24);
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
    private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";

    private final ApiClient client;
    private final Clock clock;
    private final Duration age;
    private final Informer<Secret> secrets;
    private final Informer<ServiceAccount> accounts;
    private final Informer<Pod> pods;

    private LegacyTokenCleaner(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.age = context.options().legacyTokenAge();
        this.secrets = context.informers().informer(Secret.class);
        this.accounts = context.informers().informer(ServiceAccount.class);
        this.pods = context.informers().informer(Pod.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new LegacyTokenCleaner(context).start());
    }

    private AutoCloseable start() {
        Controller controller = Controller.named(NAME, clock).reads(secrets).reads(accounts).reads(pods)
                .reconciler(key -> sweep()).build();
        controller.queue().add(SWEEP);
        controller.start();
        return controller;
    }

    private Result sweep() {
        Optional<LocalDate> tracked = client.resources(ConfigMap.class).get("kube-system", TRACKING)
                .flatMap(map -> date(map.getData() == null ? "" : map.getData().getOrDefault("since", "")));
        LocalDate limit = LocalDate.ofInstant(clock.now().minus(age), ZoneOffset.UTC);
        // What was used before it was written down is not known.
        if (tracked.isPresent() && tracked.get().isBefore(limit)) {
            secrets.cache().list().stream().filter(this::isUnwanted).forEach(secret -> age(secret, limit));
        }
        return Result.requeueAfter(PERIOD);
    }

    private void age(Secret secret, LocalDate limit) {
        LocalDate created = date(secret.getMetadata().getCreationTimestamp()).orElse(limit);
        LocalDate used = date(label(secret, LAST_USED)).orElse(created);
        if (!created.isBefore(limit) || !used.isBefore(limit)) {
            return;
        }
        Optional<LocalDate> invalid = date(label(secret, INVALID_SINCE));
        try {
            if (invalid.isEmpty()) {
                mark(secret);
            } else if (invalid.get().isBefore(limit)) {
                client.resources(Secret.class).delete(secret.getMetadata().getNamespace(),
                        secret.getMetadata().getName(),
                        DeleteOptions.DEFAULT.withUid(secret.getMetadata().getUid()));
            }
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    private void mark(Secret secret) {
        Secret marked = Copies.deepCopy(secret);
        Map<String, String> labels = new HashMap<>(
                marked.getMetadata().getLabels() == null ? Map.of() : marked.getMetadata().getLabels());
        labels.put(INVALID_SINCE, LocalDate.ofInstant(clock.now(), ZoneOffset.UTC).toString());
        marked.getMetadata().setLabels(labels);
        client.resources(Secret.class).update(marked);
    }

    /** Whether a cluster made it by itself (its account lists it) and no pod mounts it. */
    private boolean isUnwanted(Secret secret) {
        if (!"kubernetes.io/service-account-token".equals(secret.getType())) {
            return false;
        }
        String namespace = secret.getMetadata().getNamespace();
        String name = secret.getMetadata().getName();
        Map<String, String> annotations = secret.getMetadata().getAnnotations() == null
                ? Map.of()
                : secret.getMetadata().getAnnotations();
        boolean listed = accounts.cache()
                .get(namespace, annotations.getOrDefault("kubernetes.io/service-account.name", ""))
                .filter(account -> account.getSecrets() != null
                        && account.getSecrets().stream().anyMatch(s -> name.equals(s.getName())))
                .isPresent();
        return listed && pods.cache().list(namespace).stream().noneMatch(pod -> mounts(pod, name));
    }

    private static boolean mounts(Pod pod, String secret) {
        return pod.getSpec().getVolumes() != null && pod.getSpec().getVolumes().stream()
                .anyMatch(volume -> volume.getSecret() != null && secret.equals(volume.getSecret().getSecretName()));
    }

    private static String label(Secret secret, String name) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(name, "");
    }

    /** Of a date, or of a time. */
    private static Optional<LocalDate> date(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null || text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
