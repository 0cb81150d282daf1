package dev.coracle.controllermanager.serviceaccount;

import dev.coracle.api.tree.Json;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills secrets of type {@code kubernetes.io/service-account-token} with a token of the account they name, and deletes those whose account is
 * gone. The token is asked for through the API (TokenRequest, bound to the secret), so that no signing key is needed here.
 */
public final class TokenSecretController {

    private static final String TYPE = "kubernetes.io/service-account-token";
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
    private static final long TEN_YEARS_SECONDS = 315_360_000L;

    private final ApiClient client;
    private final Informer<Secret> secrets;
    private final Informer<ServiceAccount> accounts;
    private final Optional<String> rootCa;

    private TokenSecretController(ControllerContext context) {
        this.client = context.client();
        this.secrets = context.informers().informer(Secret.class);
        this.accounts = context.informers().informer(ServiceAccount.class);
        this.rootCa = context.options().rootCa();
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("serviceaccount-token-controller",
                context -> new TokenSecretController(context).start(context));
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named("serviceaccount-token-controller", context.clock())
                .watches(secrets, secret -> TYPE.equals(secret.getType()) ? List.of(key(secret)) : List.of())
                .watches(accounts, account -> secrets.cache().list(account.getMetadata().getNamespace()).stream()
                        .filter(s -> TYPE.equals(s.getType()) && account.getMetadata().getName().equals(accountOf(s)))
                        .map(TokenSecretController::key).toList())
                .reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private static String key(Secret secret) {
        return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    }

    private static String accountOf(Secret secret) {
        Map<String, String> annotations = secret.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(ACCOUNT, "");
    }

    private Result reconcile(String key) {
        Optional<Secret> found = secrets.cache().get(key);
        if (found.isEmpty() || !TYPE.equals(found.get().getType()) || accountOf(found.get()).isEmpty()) {
            return Result.done();
        }
        Secret secret = found.get();
        String namespace = secret.getMetadata().getNamespace();
        Optional<ServiceAccount> account = client.resources(ServiceAccount.class).get(namespace, accountOf(secret));
        String uid = secret.getMetadata().getAnnotations().getOrDefault(ACCOUNT_UID, "");
        if (account.isEmpty() || !uid.isEmpty() && !uid.equals(account.get().getMetadata().getUid())) {
            client.resources(Secret.class).delete(namespace, secret.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withUid(secret.getMetadata().getUid()));
            return Result.done();
        }
        boolean filled = secret.getData() != null && secret.getData().containsKey("token");
        if (!filled) {
            fill(secret, account.get());
        }
        return Result.done();
    }

    private void fill(Secret secret, ServiceAccount account) {
        String namespace = secret.getMetadata().getNamespace();
        ObjectNode request = Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = request.putObject("spec").put("expirationSeconds", TEN_YEARS_SECONDS);
        spec.putObject("boundObjectRef").put("apiVersion", "v1").put("kind", "Secret")
                .put("name", secret.getMetadata().getName()).put("uid",
                        secret.getMetadata().getUid());
        JsonNode answer = client.raw("POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account.getMetadata().getName() + "/token",
                Optional.of(request));
        Secret full = Copies.deepCopy(secret);
        Map<String, String> data = new HashMap<>(full.getData() == null ? Map.of() : full.getData());
        data.put("token", base64(answer.path("status").path("token").asString("")));
        data.put("namespace", base64(namespace));
        rootCa.ifPresent(ca -> data.put("ca.crt", base64(ca)));
        full.setData(data);
        full.getMetadata().getAnnotations().put(ACCOUNT_UID, account.getMetadata().getUid());
        client.resources(Secret.class).update(full);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
