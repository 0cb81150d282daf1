package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives every pod a service account and, unless it or the account says otherwise, the account's token, the cluster's root certificate
 * and the namespace's name as files. A namespace's own account is made by a controller just after the namespace, so it is waited
 * for, half a second at most.
 */
public final class ServiceAccountAdmission implements AdmissionPlugin {

    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final String DEFAULT = "default";
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Objects objects;
    private final Clock clock;

    public ServiceAccountAdmission(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request) || isMirror(request.object())) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(request.object(), "spec");
        String name = Trees.string(spec, "serviceAccountName");
        if (name.isEmpty()) {
            name = Trees.string(spec, "serviceAccount");
        }
        if (name.isEmpty()) {
            name = DEFAULT;
        }
        spec.put("serviceAccountName", name).put("serviceAccount", name);
        ObjectNode account = account(request, name);
        if (mounts(spec, account)) {
            mountToken(spec);
        }
        if (Trees.objects(spec, "imagePullSecrets").isEmpty()) {
            List<ObjectNode> secrets = Trees.objects(account, "imagePullSecrets");
            if (!secrets.isEmpty()) {
                ArrayNode list = spec.putArray("imagePullSecrets");
                secrets.forEach(secret -> list.add(secret.deepCopy()));
            }
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (Requests.isPodCreate(request) && isMirror(request.object())
                && !Trees.string(request.object(), "spec", "serviceAccountName").isEmpty()) {
            throw Requests.forbidden(request, "a mirror pod may not reference service accounts");
        }
    }

    private static boolean isMirror(ObjectNode pod) {
        return Meta.annotations(pod).containsKey("kubernetes.io/config.mirror");
    }

    private ObjectNode account(AdmissionRequest request, String name) {
        int attempts = name.equals(DEFAULT) ? ATTEMPTS : 1;
        for (int attempt = 0; attempt < attempts; attempt++) {
            if (attempt > 0) {
                pause();
            }
            Optional<ObjectNode> found = objects.shown(ACCOUNTS, request.namespace(), name);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Requests.unaskable(name).ifPresent(why -> {
            throw Requests.forbidden(request,
                    "error looking up service account " + request.namespace() + "/" + name + ": " + why);
        });
        throw Requests.forbidden(request, "error looking up service account " + request.namespace() + "/" + name
                + ": serviceaccount \"" + name + "\" not found");
    }

    private void pause() {
        try {
            clock.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw dev.coracle.api.status.StatusException.serviceUnavailable("the server is stopping");
        }
    }

    private static boolean mounts(ObjectNode spec, ObjectNode account) {
        if (!Trees.isAbsent(spec, "automountServiceAccountToken")) {
            return Trees.bool(spec, "automountServiceAccountToken");
        }
        return Trees.isAbsent(account, "automountServiceAccountToken")
                || Trees.bool(account, "automountServiceAccountToken");
    }

    private static void mountToken(ObjectNode spec) {
        Optional<String> there = Trees.objects(spec, "volumes").stream().filter(v -> v.has("projected"))
                .map(v -> Trees.string(v, "name")).filter(n -> n.startsWith(VOLUME_PREFIX)).findFirst();
        String volume = there.orElseGet(() -> freeName(spec));
        List<ObjectNode> containers = new ArrayList<>(Trees.objects(spec, "initContainers"));
        containers.addAll(Trees.objects(spec, "containers"));
        boolean needed = false;
        for (ObjectNode container : containers) {
            if (Trees.objects(container, "volumeMounts").stream()
                    .noneMatch(m -> Trees.string(m, "mountPath").equals(MOUNT_PATH))) {
                Trees.ensureArray(container, "volumeMounts").addObject().put("mountPath", MOUNT_PATH)
                        .put("name", volume).put("readOnly", true);
                needed = true;
            }
        }
        if (needed && there.isEmpty()) {
            Trees.ensureArray(spec, "volumes").add(tokenVolume(volume));
        }
    }

    private static String freeName(ObjectNode spec) {
        List<String> taken = Trees.objects(spec, "volumes").stream().map(v -> Trees.string(v, "name")).toList();
        while (true) {
            StringBuilder name = new StringBuilder(VOLUME_PREFIX);
            for (int i = 0; i < 5; i++) {
                name.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
            }
            if (!taken.contains(name.toString())) {
                return name.toString();
            }
        }
    }

    private static ObjectNode tokenVolume(String name) {
        ObjectNode volume = Json.object().put("name", name);
        ObjectNode projected = volume.putObject("projected").put("defaultMode", 420);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject().putObject("serviceAccountToken").put("expirationSeconds", 3607).put("path", "token");
        ObjectNode root = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        root.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        ObjectNode field = sources.addObject().putObject("downwardAPI").putArray("items").addObject();
        field.put("path", "namespace").putObject("fieldRef").put("apiVersion", "v1").put("fieldPath",
                "metadata.namespace");
        return volume;
    }
}
