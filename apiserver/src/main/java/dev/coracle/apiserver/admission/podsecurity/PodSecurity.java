package dev.coracle.apiserver.admission.podsecurity;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds pods to the level that their namespace's labels {@code pod-security.kubernetes.io/enforce} and {@code warn} name; workloads are
 * only warned about. All versions of the standards are judged as the latest. Source: KEP-2579.
 */
public final class PodSecurity implements AdmissionPlugin {

    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

    private final Objects objects;

    public PodSecurity(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PodSecurity";
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean pod = Requests.isPodCreate(request) || Requests.isOf(request, "", "pods")
                && request.operation() == Operation.UPDATE && request.subresource().equals("ephemeralcontainers");
        Optional<PodView> view = pod
                ? Trees.object(request.object(), "spec").map(spec -> PodView.of(Meta.of(request.object()), spec))
                : template(request);
        if (view.isEmpty()) {
            return;
        }
        Map<String, String> labels = objects.shown(NAMESPACES, "", request.namespace()).map(Meta::labels)
                .orElse(Map.of());
        if (request.context().notes().kept()) {
            note(request, view.get(), labels, pod);
        }
        if (pod) {
            enforce(request, view.get(), labels);
        }
        Level warn = level(labels, "warn");
        String violations = violations(view.get(), warn);
        PodSecurityMetrics.judged(request, pod, warn, version(labels, "warn"), "warn", violations.isEmpty());
        if (!violations.isEmpty()) {
            request.context().warnings().add("would violate PodSecurity \"" + warn.word() + ":"
                    + version(labels, "warn") + "\": " + violations);
        }
    }

    /** For the audit log. */
    private static void note(AdmissionRequest request, PodView view, Map<String, String> labels, boolean pod) {
        Notes notes = request.context().notes();
        if (pod) {
            notes.add(PREFIX + "enforce-policy", level(labels, "enforce").word() + ":" + version(labels, "enforce"));
        }
        Level audit = level(labels, "audit");
        String violations = violations(view, audit);
        if (!violations.isEmpty()) {
            notes.add(PREFIX + "audit-violations", "would violate PodSecurity \"" + audit.word() + ":"
                    + version(labels, "audit") + "\": " + violations);
        }
    }

    private static void enforce(AdmissionRequest request, PodView view, Map<String, String> labels) {
        Level level = level(labels, "enforce");
        String violations = violations(view, level);
        PodSecurityMetrics.judged(request, true, level, version(labels, "enforce"), "enforce", violations.isEmpty());
        if (!violations.isEmpty()) {
            throw Requests.forbidden(request, "violates PodSecurity \"" + level.word() + ":"
                    + version(labels, "enforce") + "\": " + violations);
        }
    }

    /** The pods that a workload will make. */
    private static Optional<PodView> template(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE || !request.subresource().isEmpty()) {
            return Optional.empty();
        }
        String[] path = switch (Requests.resource(request).toString()) {
            case "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch",
                    "replicationcontrollers" ->
                new String[]{"spec", "template"};
            case "cronjobs.batch" -> new String[]{"spec", "jobTemplate", "spec", "template"};
            case "podtemplates" -> new String[]{"template"};
            default -> new String[0];
        };
        return path.length == 0
                ? Optional.empty()
                : Trees.object(request.object(), path)
                        .flatMap(t -> Trees.object(t, "spec").map(spec -> PodView.of(Meta.of(t.deepCopy()), spec)));
    }

    private static Level level(Map<String, String> labels, String mode) {
        String label = labels.getOrDefault(PREFIX + mode, "privileged");
        return Level.parse(label).orElse(Level.RESTRICTED);
    }

    private static String version(Map<String, String> labels, String mode) {
        return labels.getOrDefault(PREFIX + mode + "-version", "latest");
    }

    /** What is wrong, in one line; empty if nothing is. */
    static String violations(PodView pod, Level level) {
        List<String> found = new ArrayList<>();
        switch (level) {
            case PRIVILEGED -> {
            }
            case BASELINE -> BaselineChecks.run(pod, (what, details) -> found.add(what + " (" + details + ")"));
            case RESTRICTED -> {
                BaselineChecks.run(pod, (what, details) -> {
                    if (!what.equals("seccompProfile") && !what.equals("non-default capabilities")) {
                        found.add(what + " (" + details + ")");
                    }
                });
                RestrictedChecks.run(pod, (what, details) -> found.add(what + " (" + details + ")"));
            }
        }
        return String.join(", ", found);
    }

    static String violations(ObjectNode spec, Level level) {
        return violations(PodView.of(spec, spec), level);
    }
}
