package dev.coracle.apiserver.crd;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.apiserver.webhook.WebhookCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks a webhook to convert custom resources: one question for all objects that are not in the wanted version yet. Of metadata it may change
 * labels and annotations only. Source: apiextensions.k8s.io/v1 ConversionReview.
 */
final class WebhookConversion implements Conversion {

    /** Source: the original's conversion webhooks; their configuration has no other. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final List<String> KNOWN = List.of("v1", "v1beta1");

    private final WebhookCaller caller;
    private final ObjectNode config;
    private final String reviewVersion;
    private final GroupVersion served;
    private final UnaryOperator<ObjectNode> fit;
    private final Duration timeout;

    /** @param fit what the schema of the served version makes of an object of it @param timeout for an answer */
    WebhookConversion(WebhookCaller caller, ObjectNode crd, GroupVersion served, UnaryOperator<ObjectNode> fit,
            Duration timeout) {
        this.timeout = timeout;
        this.caller = caller;
        this.config = Trees.object(crd, "spec", "conversion", "webhook", "clientConfig").orElseGet(Json::object);
        this.reviewVersion = "apiextensions.k8s.io/"
                + Trees.strings(crd, "spec", "conversion", "webhook", "conversionReviewVersions").stream()
                        .filter(KNOWN::contains).findFirst().orElse("v1");
        this.served = served;
        this.fit = fit;
    }

    @Override
    public boolean outside() {
        return true;
    }

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersion to) {
        return convertAll(List.of(object), to).getFirst();
    }

    @Override
    public List<ObjectNode> convertAll(List<ObjectNode> objects, GroupVersion to) {
        List<ObjectNode> foreign = objects.stream().filter(object -> !isIn(object, to)).toList();
        List<ObjectNode> answers = foreign.isEmpty() ? List.of() : asked(foreign, to);
        List<ObjectNode> converted = new ArrayList<>(objects.size());
        int next = 0;
        for (ObjectNode object : objects) {
            ObjectNode here = isIn(object, to) ? object : kept(object, answers.get(next++), to);
            converted.add(to.equals(served) ? fit.apply(here) : here);
        }
        return converted;
    }

    private static boolean isIn(ObjectNode object, GroupVersion version) {
        return Trees.string(object, "apiVersion").equals(version.toString());
    }

    private List<ObjectNode> asked(List<ObjectNode> objects, GroupVersion to) {
        String uid = UUID.randomUUID().toString();
        ObjectNode review = Json.object().put("kind", "ConversionReview").put("apiVersion", reviewVersion);
        ObjectNode request = review.putObject("request").put("uid", uid).put("desiredAPIVersion", to.toString());
        ArrayNode list = request.putArray("objects");
        objects.forEach(list::add);
        try (Step step = Step.begin("Call conversion webhook")) {
            step.span().set("desired-api-version", to.toString());
            step.span().set("object-count", objects.size());
            step.span().set("UID", uid);
            List<ObjectNode> answers = answers(caller.call(config, timeout, review), uid);
            if (answers.size() != objects.size()) {
                throw failed(objects.getFirst(),
                        " returned " + answers.size() + " objects, expected " + objects.size());
            }
            return answers;
        } catch (IOException e) {
            throw failed(objects.getFirst(), " failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(objects.getFirst(), " failed: the call was interrupted");
        }
    }

    private List<ObjectNode> answers(ObjectNode review, String uid) throws IOException {
        if (!Trees.string(review, "apiVersion").equals(reviewVersion)
                || !Trees.string(review, "kind").equals("ConversionReview")) {
            throw new IOException("expected webhook response of " + reviewVersion + ", Kind=ConversionReview, got "
                    + Trees.string(review, "apiVersion") + ", Kind=" + Trees.string(review, "kind"));
        }
        ObjectNode response = Trees.object(review, "response")
                .orElseThrow(() -> new IOException("no response provided"));
        if (!Trees.string(response, "uid").equals(uid)) {
            throw new IOException(
                    "expected response.uid=\"" + uid + "\", got \"" + Trees.string(response, "uid") + "\"");
        }
        String status = Trees.string(response, "result", "status");
        if (!status.equals("Success")) {
            String message = Trees.string(response, "result", "message");
            throw new IOException(message.isEmpty()
                    ? "response.result.status was '" + status + "', not 'Success'"
                    : message);
        }
        return Trees.objects(response, "convertedObjects");
    }

    /** The answer, with all of the metadata that a webhook may not change put back. */
    private static ObjectNode kept(ObjectNode object, ObjectNode answer, GroupVersion to) {
        if (!isIn(answer, to)) {
            throw failed(object, " returned invalid object: invalid groupVersion (expected " + to + ", received "
                    + Trees.string(answer, "apiVersion") + ")");
        }
        same(object, answer, "kind", Trees.string(object, "kind"), Trees.string(answer, "kind"));
        same(object, answer, "name", Meta.name(object), Meta.name(answer));
        same(object, answer, "namespace", Meta.namespace(object), Meta.namespace(answer));
        same(object, answer, "UID", Meta.uid(object), Meta.uid(answer));
        ObjectNode given = Meta.of(answer);
        ObjectNode metadata = Meta.of(object).deepCopy();
        for (String field : List.of("labels", "annotations")) {
            metadata.remove(field);
            Trees.object(given, field).ifPresent(value -> metadata.set(field, value));
        }
        answer.set("metadata", metadata);
        return answer;
    }

    private static void same(ObjectNode object, ObjectNode answer, String what, String before, String after) {
        if (!before.equals(after)) {
            throw failed(object, " returned invalid metadata: must have the same " + what + ": \"" + before + "\" != \""
                    + after + "\"");
        }
    }

    private static StatusException failed(ObjectNode object, String how) {
        return StatusException.internal("conversion webhook for " + Trees.string(object, "apiVersion") + ", Kind="
                + Trees.string(object, "kind") + how);
    }
}
