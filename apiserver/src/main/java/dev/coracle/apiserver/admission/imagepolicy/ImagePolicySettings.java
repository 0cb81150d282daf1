package dev.coracle.apiserver.admission.imagepolicy;

import dev.coracle.api.tree.Trees;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the plugin is told in {@code imagePolicy}: numbers of seconds and of milliseconds, of which 0 means the default and -1 none at all.
 *
 * @param kubeconfig  says where the webhook is and as whom to ask it
 * @param allowedLife how long a yes holds
 * @param deniedLife  how long a no holds
 * @param retryPause  before the webhook is asked a second time
 * @param allows      what a webhook that can't be asked means
 */
record ImagePolicySettings(Path kubeconfig, Duration allowedLife, Duration deniedLife, Duration retryPause,
        boolean allows) {

    private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** @throws IllegalArgumentException naming the field that does not serve */
    static ImagePolicySettings of(Optional<ObjectNode> configuration) {
        ObjectNode policy = configuration.flatMap(whole -> Trees.object(whole, "imagePolicy")).orElseThrow(
                () -> new IllegalArgumentException(
                        "ImagePolicyWebhook has no configuration; give it imagePolicy in the "
                                + "file that --admission-control-config-file names"));
        String kubeconfig = Trees.string(policy, "kubeConfigFile");
        if (kubeconfig.isEmpty()) {
            throw new IllegalArgumentException("ImagePolicyWebhook: imagePolicy.kubeConfigFile must name a file");
        }
        return new ImagePolicySettings(Path.of(kubeconfig),
                duration(policy, "allowTTL", Duration.ofSeconds(1), LONGEST_LIFE, Duration.ofMinutes(5)),
                duration(policy, "denyTTL", Duration.ofSeconds(1), LONGEST_LIFE, Duration.ofSeconds(30)),
                duration(policy, "retryBackoff", Duration.ofMillis(1), LONGEST_PAUSE, Duration.ofMillis(500)),
                Trees.bool(policy, "defaultAllow"));
    }

    /** @param unit what the number counts, and the least that it may say */
    private static Duration duration(ObjectNode policy, String field, Duration unit, Duration most, Duration usual) {
        long number = Trees.integer(policy, field).orElse(0L);
        if (number == 0 || number == -1) {
            return number == 0 ? usual : Duration.ZERO;
        }
        if (number < 0 || number > most.dividedBy(unit)) {
            throw new IllegalArgumentException("ImagePolicyWebhook: imagePolicy." + field + " must be between 1 and "
                    + most.dividedBy(unit) + ", or 0 for " + usual.dividedBy(unit) + ", or -1 for none; it is "
                    + number);
        }
        return unit.multipliedBy(number);
    }
}
