package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What environment variables must be, and where they may come from. */
final class EnvChecks {

    private static final Set<String> ENV_FIELDS = new TreeSet<>(Set.of("metadata.name", "metadata.namespace",
            "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
            "status.podIP", "status.podIPs"));
    static final Set<String> VOLUME_FIELDS = new TreeSet<>(Set.of("metadata.annotations", "metadata.labels",
            "metadata.name", "metadata.namespace", "metadata.uid"));
    private static final Set<String> RESOURCES = new TreeSet<>(Set.of("limits.cpu", "limits.ephemeral-storage",
            "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"));
    private static final List<String> SOURCES = List.of("fieldRef", "resourceFieldRef", "configMapKeyRef",
            "secretKeyRef", "fileKeyRef");

    private EnvChecks() {}

    static void env(Place env) {
        for (Place variable : env.items()) {
            variable.at("name").requiredNamed(Names::environmentVariable);
            if (variable.at("valueFrom").present()) {
                valueFrom(variable);
            }
        }
    }

    private static void valueFrom(Place variable) {
        Place from = variable.at("valueFrom");
        long given = SOURCES.stream().filter(source -> from.at(source).present()).count();
        fieldRef(from.at("fieldRef"), ENV_FIELDS);
        resourceRef(from.at("resourceFieldRef"));
        keyRef(from.at("configMapKeyRef"));
        keyRef(from.at("secretKeyRef"));
        if (given == 0) {
            from.errors().invalid(from.path(), "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
                            + "`secretKeyRef` or `fileKeyRef`");
        } else if (!variable.at("value").empty()) {
            from.errors().invalid(from.path(), "", "may not be specified when `value` is not empty");
        } else if (given > 1) {
            from.errors().invalid(from.path(), "", "may not have more than one field specified at a time");
        }
    }

    static void fieldRef(Place ref, Collection<String> known) {
        if (!ref.present()) {
            return;
        }
        ref.at("apiVersion").required();
        Place field = ref.at("fieldPath");
        if (field.required().empty()) {
            return;
        }
        String path = field.text();
        boolean keyed = path.matches("metadata\\.(labels|annotations)\\['[^']+'\\]");
        if (!keyed && !known.contains(path)) {
            if (path.equals("metadata.labels") || path.equals("metadata.annotations") || isPodField(path)) {
                field.errors().notSupported(field.path(), path, known);
            } else {
                field.invalid("error converting fieldPath: field label not supported: " + path);
            }
        }
    }

    private static boolean isPodField(String path) {
        return ENV_FIELDS.contains(path) || Set.of("spec.restartPolicy", "spec.schedulerName", "status.phase",
                "status.nominatedNodeName", "spec.hostNetwork").contains(path);
    }

    static void resourceRef(Place ref) {
        if (!ref.present()) {
            return;
        }
        Place resource = ref.at("resource");
        if (!resource.required().empty() && !RESOURCES.contains(resource.text())
                && !resource.text().matches("(limits|requests)\\.hugepages-.+")) {
            resource.errors().notSupported(resource.path(), resource.text(), RESOURCES);
        }
    }

    private static void keyRef(Place ref) {
        if (ref.present()) {
            ref.at("name").named(Names::dnsSubdomain);
            ref.at("key").requiredNamed(Names::configMapKey);
        }
    }

    static void envFrom(Place sources) {
        for (Place source : sources.items()) {
            source.at("prefix").named(Names::environmentVariable);
            boolean map = source.at("configMapRef").present();
            boolean secret = source.at("secretRef").present();
            if (map) {
                source.at("configMapRef", "name").requiredNamed(Names::dnsSubdomain);
            }
            if (secret) {
                source.at("secretRef", "name").requiredNamed(Names::dnsSubdomain);
            }
            if (!map && !secret) {
                source.errors().invalid(source.path(), "", "must specify one of: `configMapRef` or `secretRef`");
            } else if (map && secret) {
                source.errors().invalid(source.path(), "", "may not have more than one field specified at a time");
            }
        }
    }
}
