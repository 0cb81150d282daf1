package dev.coracle.apiserver.resource.apiextensions;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.apiextensions.schema.SchemaForm;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** CustomResourceDefinitions as objects; what they define is served elsewhere. */
final class CustomResourceDefinitions {

    private CustomResourceDefinitions() {}

    static KindRules rules() {
        return KindRules.of("apiextensions.k8s.io", "CustomResourceDefinition").plainFinalizers()
                .conditionalUpdateOnly()
                .defaults(CustomResourceDefinitions::fill)
                .prepareCreate((context, object) -> noteStored(Trees.ensureObject(object, "status"), object))
                .prepareUpdate(CustomResourceDefinitions::keepStored).validateChange(DefinitionChecks::check)
                .generation(Generation.SPEC)
                .status((object, old, errors) -> DefinitionChecks.status(Place.root(object, errors).at("status")))
                .build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        ObjectNode names = Trees.ensureObject(spec, "names");
        String kind = Trees.string(names, "kind");
        if (!kind.isEmpty()) {
            setIfEmpty(names, "singular", kind.toLowerCase(Locale.ROOT));
            setIfEmpty(names, "listKind", kind + "List");
        }
        if (Trees.isAbsent(spec, "conversion")) {
            spec.putObject("conversion").put("strategy", "None");
        }
        Trees.object(spec, "conversion", "webhook").filter(CustomResourceDefinitions::saysNothing)
                .ifPresent(webhook -> Trees.ensureObject(spec, "conversion").remove("webhook"));
        Trees.objects(spec, "versions").forEach(
                version -> Trees.object(version, "schema", "openAPIV3Schema").ifPresent(SchemaForm::normalize));
        Trees.object(spec, "conversion", "webhook", "clientConfig", "service")
                .ifPresent(service -> setDefault(service, "port", 443));
    }

    private static boolean saysNothing(ObjectNode webhook) {
        return Trees.isAbsent(webhook, "clientConfig") && Trees.strings(webhook, "conversionReviewVersions").isEmpty();
    }

    private static void setIfEmpty(ObjectNode node, String field, String value) {
        if (Trees.string(node, field).isEmpty()) {
            node.put(field, value);
        }
    }

    /** The version in which objects are kept from now on stands among those that objects may be in. */
    private static void noteStored(ObjectNode status, ObjectNode object) {
        ArrayNode stored = Trees.ensureArray(status, "storedVersions");
        for (ObjectNode version : Trees.objects(object, "spec", "versions")) {
            String name = Trees.string(version, "name");
            if (Trees.bool(version, "storage")) {
                if (!Trees.strings(status, "storedVersions").contains(name)) {
                    stored.add(name);
                }
                return;
            }
        }
    }

    private static void keepStored(RequestContext context, ObjectNode object, ObjectNode old) {
        ObjectNode status = Trees.ensureObject(old, "status").deepCopy();
        object.set("status", status);
        noteStored(status, object);
    }
}
