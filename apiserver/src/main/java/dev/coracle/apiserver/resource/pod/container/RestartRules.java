package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.apiserver.resource.check.Place;

/** When a container is started again, if it says so itself and doesn't leave it to its pod. Source: KEP-5307. */
final class RestartRules {

    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;

    private RestartRules() {}

    /** For a container that runs first: rules count for nothing where it doesn't say when it starts again. */
    static void ofInit(Place container) {
        Place policy = container.at("restartPolicy");
        if (policy.present() || container.at("restartPolicyRules").empty()) {
            check(container);
        } else {
            policy.required("must specify restartPolicy when restart rules are used");
        }
    }

    static void check(Place container) {
        Place policy = container.at("restartPolicy");
        policy.givenOneOf("Always", "Never", "OnFailure");
        Place rules = container.at("restartPolicyRules");
        if (!rules.empty() && !policy.present()) {
            policy.required("must specify restartPolicy when restart rules are used");
        }
        if (rules.node().size() > MOST_RULES) {
            rules.errors().tooMany(rules.path(), rules.node().size(), MOST_RULES);
        }
        for (Place rule : rules.items()) {
            rule.at("action").exactlyOneOf("Restart", "RestartAllContainers");
            Place codes = rule.at("exitCodes");
            if (!codes.present()) {
                codes.required("must be specified");
            } else {
                codes.at("operator").exactlyOneOf("In", "NotIn");
                if (codes.at("values").node().size() > MOST_CODES) {
                    codes.errors().tooMany(codes.at("values").path(), codes.at("values").node().size(), MOST_CODES);
                }
            }
        }
    }
}
