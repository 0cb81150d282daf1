package dev.coracle.apiserver.authorization.webhook;

import dev.cel.common.types.CelKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.AccessExpression;
import dev.coracle.apiserver.access.ConfigFile;
import dev.coracle.base.flags.GoDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The {@code webhook} of one authorizer in the configuration file, checked. Belongs to one thread. */
record WebhookSection(ObjectNode section, FieldPath path, FieldErrors errors) {

    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_CONDITIONS = 64;

    /** Empty if something is wrong, which the errors then say. @throws IOException for a field that nobody knows */
    Optional<WebhookSettings> settings() throws IOException {
        ConfigFile.known(section, path + ".webhook", "authorizedTTL", "cacheAuthorizedRequests", "unauthorizedTTL",
                "cacheUnauthorizedRequests", "timeout", "subjectAccessReviewVersion",
                "matchConditionSubjectAccessReviewVersion", "failurePolicy", "connectionInfo", "matchConditions");
        int before = errors.size();
        Duration timeout = duration("timeout");
        if (timeout.compareTo(MAX_TIMEOUT) > 0 || timeout.isNegative()) {
            errors.invalid(path.child("timeout"), Trees.string(section, "timeout"), "must be > 0s and <= 30s");
        }
        Duration yes = life("authorizedTTL", "cacheAuthorizedRequests");
        Duration no = life("unauthorizedTTL", "cacheUnauthorizedRequests");
        String version = oneOf("subjectAccessReviewVersion", List.of("v1", "v1beta1"));
        String failure = oneOf("failurePolicy", List.of("NoOpinion", "Deny"));
        List<AccessExpression> conditions = conditions();
        Optional<Path> kubeconfig = kubeconfig();
        return errors.size() > before
                ? Optional.empty()
                : Optional.of(new WebhookSettings(kubeconfig.orElseThrow(), version, yes, no, timeout,
                        failure.equals("Deny"), conditions));
    }

    private Duration duration(String name) {
        String text = Trees.string(section, name);
        try {
            Duration value = text.isEmpty() ? Duration.ZERO : GoDuration.parse(text);
            if (value.isZero()) {
                errors.required(path.child(name), "");
            }
            return value;
        } catch (IllegalArgumentException e) {
            errors.invalid(path.child(name), text, String.valueOf(e.getMessage()));
            return Duration.ZERO;
        }
    }

    private Duration life(String name, String cached) {
        Duration value = duration(name);
        if (value.isNegative()) {
            errors.invalid(path.child(name), Trees.string(section, name), "must be > 0s");
        }
        return Trees.at(section, cached).isEmpty() || Trees.bool(section, cached) ? value : Duration.ZERO;
    }

    private String oneOf(String name, List<String> known) {
        String value = Trees.string(section, name);
        if (value.isEmpty()) {
            errors.required(path.child(name), "");
        } else if (!known.contains(value)) {
            errors.notSupported(path.child(name), value, known);
        }
        return value;
    }

    private Optional<Path> kubeconfig() throws IOException {
        FieldPath at = path.child("connectionInfo");
        Optional<ObjectNode> connection = Trees.object(section, "connectionInfo");
        if (connection.isPresent()) {
            ConfigFile.known(connection.get(), at.toString(), "type", "kubeConfigFile");
        }
        String type = Trees.string(section, "connectionInfo", "type");
        if (type.isEmpty()) {
            errors.required(at.child("type"), "");
            return Optional.empty();
        }
        if (!type.equals("KubeConfigFile")) {
            // InClusterConfig is for API servers that run as pods of another cluster.
            errors.notSupported(at.child("type"), type, List.of("KubeConfigFile"));
            return Optional.empty();
        }
        String file = Trees.string(section, "connectionInfo", "kubeConfigFile");
        if (file.isEmpty()) {
            errors.required(at.child("kubeConfigFile"), "");
        } else if (!Path.of(file).isAbsolute()) {
            errors.invalid(at.child("kubeConfigFile"), file, "must be an absolute path");
        } else if (!Files.isRegularFile(Path.of(file))) {
            errors.invalid(at.child("kubeConfigFile"), file, "must be a regular file");
        }
        return Optional.of(Path.of(file));
    }

    private List<AccessExpression> conditions() throws IOException {
        List<ObjectNode> entries = Trees.objects(section, "matchConditions");
        FieldPath at = path.child("matchConditions");
        if (entries.size() > MAX_CONDITIONS) {
            errors.tooMany(at, entries.size(), MAX_CONDITIONS);
            return List.of();
        }
        String version = Trees.string(section, "matchConditionSubjectAccessReviewVersion");
        if (version.isEmpty() && !entries.isEmpty()) {
            errors.required(path.child("matchConditionSubjectAccessReviewVersion"),
                    "required if match conditions are specified");
        } else if (!version.isEmpty() && !version.equals("v1")) {
            errors.notSupported(path.child("matchConditionSubjectAccessReviewVersion"), version, List.of("v1"));
        }
        List<AccessExpression> conditions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            ConfigFile.known(entries.get(i), at.index(i).toString(), "expression");
            condition(Trees.string(entries.get(i), "expression"), at.index(i).child("expression"), seen)
                    .ifPresent(conditions::add);
        }
        return conditions;
    }

    private Optional<AccessExpression> condition(String source, FieldPath at, Set<String> seen) {
        if (source.isBlank()) {
            errors.required(at, "");
        } else if (!seen.add(source)) {
            errors.duplicate(at, source);
        } else {
            try {
                return Optional.of(AccessExpression.compile(source, ReviewLanguage.get(), CelKind.BOOL));
            } catch (IllegalArgumentException e) {
                errors.invalid(at, source, String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }
}
