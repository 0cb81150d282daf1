package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.volume.DownwardFields;
import dev.coracle.apiserver.resource.pod.volume.LocalPaths;
import java.util.List;
import java.util.Set;

/** What environment variables must be, and where they may come from. */
final class Environment {

    private static final List<String> SOURCES = List.of("fieldRef", "resourceFieldRef", "configMapKeyRef",
            "secretKeyRef", "fileKeyRef");

    private Environment() {}

    static void variables(Place env, Set<String> volumes) {
        for (Place variable : env.items()) {
            variable.at("name").requiredNamed(Names::environmentVariable);
            if (variable.at("valueFrom").present()) {
                source(variable);
            }
        }
        for (Place variable : env.items()) {
            Place file = variable.at("valueFrom", "fileKeyRef");
            if (file.present() && !volumes.contains(file.at("volumeName").text())) {
                file.at("volumeName").notFound("");
            }
        }
    }

    private static void source(Place variable) {
        Place from = variable.at("valueFrom");
        DownwardFields.ofVariable(from.at("fieldRef"));
        DownwardFields.resourceOfVariable(from.at("resourceFieldRef"));
        keyRef(from.at("configMapKeyRef"));
        keyRef(from.at("secretKeyRef"));
        fileRef(from.at("fileKeyRef"));
        long given = SOURCES.stream().filter(source -> from.at(source).present()).count();
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

    private static void keyRef(Place ref) {
        if (ref.present()) {
            ref.at("name").namedEvenEmpty(Names::dnsSubdomain);
            ref.at("key").requiredNamed(Names::configMapKey);
        }
    }

    private static void fileRef(Place ref) {
        if (ref.present()) {
            ref.at("key").requiredNamed(Names::environmentVariable);
            ref.at("volumeName").requiredNamed(Names::dnsLabel);
            LocalPaths.unreserved(ref.at("path").required());
        }
    }

    static void everyKeyOf(Place sources) {
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
                sources.errors().invalid(sources.path(), "", "must specify one of: `configMapRef` or `secretRef`");
            } else if (map && secret) {
                sources.errors().invalid(sources.path(), "", "may not have more than one field specified at a time");
            }
        }
    }
}
