package dev.coracle.apiserver.admission.imagepolicy;

import dev.coracle.apiserver.access.ResultCache;
import dev.coracle.apiserver.access.ReviewWebhook;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.admission.imagepolicy.ImageReview.Answer;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** A webhook has the last word on the images of pods; what it said holds for a while. */
public final class ImagePolicyWebhook implements AdmissionPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(ImagePolicyWebhook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_REMEMBERED = 1024;

    private final ImagePolicySettings settings;
    private final ReviewWebhook webhook;
    private final ResultCache<ObjectNode, Answer> answers;

    /** @throws IllegalArgumentException naming what in the configuration, or in the kubeconfig that it names, does not serve */
    public ImagePolicyWebhook(Optional<ObjectNode> configuration, Clock clock) {
        this.settings = ImagePolicySettings.of(configuration);
        this.answers = new ResultCache<>(MAX_REMEMBERED, clock);
        try {
            this.webhook = ReviewWebhook.load(settings.kubeconfig(), TIMEOUT, settings.retryPause(), clock);
        } catch (IOException e) {
            throw new IllegalArgumentException("ImagePolicyWebhook: " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "ImagePolicyWebhook";
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean write = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        boolean images = request.subresource().isEmpty() || request.subresource().equals("ephemeralcontainers");
        if (!write || !images || !Requests.isOf(request, "", "pods")) {
            return;
        }
        ObjectNode spec = ImageReview.spec(request);
        Answer answer = answers.get(spec).orElseGet(() -> ask(request, spec));
        if (!answer.allowed()) {
            throw Requests.forbidden(request, answer.reason().isEmpty()
                    ? "one or more images rejected by webhook backend"
                    : "image policy webhook backend denied one or more images: " + answer.reason());
        }
    }

    private Answer ask(AdmissionRequest request, ObjectNode spec) {
        try {
            Answer answer = ImageReview.answer(webhook.ask(ImageReview.question(spec)));
            answers.put(spec, answer, answer.allowed() ? settings.allowedLife() : settings.deniedLife());
            return answer;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!settings.allows()) {
                throw Requests.forbidden(request, why);
            }
            LOG.warn("a pod in {} runs its images although the image policy webhook can't be asked: {}",
                    request.namespace(), why);
            return new Answer(true, "");
        }
    }
}
