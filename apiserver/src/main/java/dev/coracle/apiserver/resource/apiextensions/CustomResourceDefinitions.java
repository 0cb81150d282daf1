package dev.coracle.apiserver.resource.apiextensions;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.admission.typecheck.RuleCheck;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** CustomResourceDefinitions as objects; what they define is served elsewhere. */
final class CustomResourceDefinitions {

    private CustomResourceDefinitions() {}

    static KindRules rules() {
        return KindRules.of("apiextensions.k8s.io", "CustomResourceDefinition")
                .defaults(CustomResourceDefinitions::fill)
                .prepareCreate((context, object) -> noteStored(Trees.ensureObject(object, "status"), object))
                .prepareUpdate(CustomResourceDefinitions::keepStored).validate(CustomResourceDefinitions::check)
                .validateUpdate(CustomResourceDefinitions::checkUpdate).generation(Generation.SPEC)
                .part(new PartUpdate("status", (context, object, old) -> {}, CustomResourceDefinitions::checkStatus))
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
        setIfEmpty(Trees.ensureObject(spec, "conversion"), "strategy", "None");
        Trees.object(spec, "conversion", "webhook", "clientConfig", "service")
                .ifPresent(service -> setDefault(service, "port", 443));
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
            if (Trees.bool(version, "storage") && !Trees.strings(status, "storedVersions").contains(name)) {
                stored.add(name);
            }
        }
    }

    private static void keepStored(RequestContext context, ObjectNode object, ObjectNode old) {
        ObjectNode status = Trees.ensureObject(old, "status").deepCopy();
        object.set("status", status);
        noteStored(status, object);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place crd = Place.root(object, errors);
        Place spec = crd.at("spec");
        String wanted = spec.at("names", "plural").text() + "." + spec.at("group").text();
        if (!Meta.name(object).equals(wanted)) {
            crd.at("metadata", "name").invalidText("must be spec.names.plural+\".\"+spec.group");
        }
        Place group = spec.at("group");
        if (!group.required().empty()) {
            group.named(Names::dnsSubdomain);
            if (group.text().indexOf('.') < 0) {
                group.invalid("should be a domain with at least one dot");
            }
        }
        if (spec.at("scope").empty()) {
            spec.at("scope").required();
        } else {
            spec.at("scope").oneOf("Cluster", "Namespaced");
        }
        versions(spec);
        names(spec.at("names"));
        spec.at("conversion", "strategy").requiredOneOf("None", "Webhook");
        if (spec.at("conversion", "strategy").is("Webhook") && !spec.at("conversion", "webhook").present()) {
            spec.at("conversion", "webhook").errors().required(
                    spec.at("conversion").path().child("webhookClientConfig"),
                    "required when strategy is set to Webhook");
        }
        stored(crd);
    }

    private static void versions(Place spec) {
        Place versions = spec.at("versions");
        long stored = 0;
        for (Place version : versions.items()) {
            version.at("name").named(Names::dns1035Label);
            stored += version.at("storage").isTrue() ? 1 : 0;
            if (!version.at("schema", "openAPIV3Schema").present()) {
                version.errors().required(version.at("schema", "openAPIV3Schema").path(), "schemas are required");
            }
        }
        versions.unique("name");
        selectable(versions);
        rules(spec, versions);
        if (stored != 1) {
            versions.errors().invalid(versions.path(), versions.node(),
                    "must have exactly one version marked as storage version");
        }
    }

    /** What all versions have in common stands above them, in kube-apiserver's view of a definition. */
    private static void rules(Place spec, Place versions) {
        List<Place> schemas = versions.items().stream().map(v -> v.at("schema", "openAPIV3Schema")).toList();
        if (schemas.stream().map(Place::node).distinct().count() == 1) {
            Place one = schemas.getFirst();
            RuleCheck.check(one.node(), spec.at("validation", "openAPIV3Schema").path(), one.errors());
        } else {
            schemas.forEach(schema -> RuleCheck.check(schema.node(), schema.path(), schema.errors()));
        }
    }

    /**
     * Where all versions have one schema but select by different fields, kube-apiserver takes the schema for missing. Source: its moving of
     * what versions have in common to the top.
     */
    private static void selectable(Place versions) {
        List<Place> items = versions.items();
        boolean oneSchema = items.stream().map(v -> v.at("schema").node()).distinct().count() <= 1;
        boolean oneSelection = items.stream().map(v -> v.at("selectableFields").node()).distinct().count() <= 1;
        if (items.size() > 1 && oneSchema && !oneSelection) {
            for (Place version : items) {
                Place fields = version.at("selectableFields");
                if (!fields.empty()) {
                    fields.errors().invalid(fields.path(), "",
                            "may only be set when `version.schema.openAPIV3Schema` is not included");
                }
            }
        }
    }

    private static void names(Place names) {
        for (String field : List.of("plural", "singular")) {
            Place name = names.at(field);
            if (field.equals("plural")) {
                name.required();
            }
            name.named(Names::dns1035Label);
        }
        for (String field : List.of("kind", "listKind")) {
            Place name = names.at(field).required();
            if (!name.empty()) {
                for (String problem : Names.dns1035Label(name.text().toLowerCase(Locale.ROOT))) {
                    name.invalid("may have mixed case, but should otherwise match: " + problem);
                }
            }
        }
        if (!names.at("kind").empty() && names.at("kind").is(names.at("listKind").text())) {
            names.at("listKind").invalid("kind and listKind may not be the same");
        }
        for (Place name : names.at("shortNames").items()) {
            name.named(Names::dns1035Label);
        }
        for (Place name : names.at("categories").items()) {
            name.named(Names::dns1035Label);
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("group").immutable(old.path("spec").path("group"));
        spec.at("names", "plural").immutable(old.path("spec").path("names").path("plural"));
        if (isEstablished(old)) {
            spec.at("scope").immutable(old.path("spec").path("scope"));
            spec.at("names", "kind").immutable(old.path("spec").path("names").path("kind"));
        }
        storedMustBeServed(object, errors);
    }

    private static void storedMustBeServed(ObjectNode object, FieldErrors errors) {
        List<String> known = Trees.objects(object, "spec", "versions").stream().map(v -> Trees.string(v, "name"))
                .toList();
        for (Place stored : Place.root(object, errors).at("status", "storedVersions").items()) {
            if (!known.contains(stored.text())) {
                stored.invalid("missing from spec.versions; "
                        + stored.text() + " was previously a storage version, and must remain in spec.versions until "
                        + "a storage migration ensures no data remains persisted in " + stored.text()
                        + " and removes " + stored.text() + " from status.storedVersions");
            }
        }
    }

    private static boolean isEstablished(ObjectNode crd) {
        return Trees.objects(crd, "status", "conditions").stream().anyMatch(
                c -> Trees.string(c, "type").equals("Established") && Trees.string(c, "status").equals("True"));
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        stored(Place.root(object, errors));
    }

    private static void stored(Place crd) {
        Place stored = crd.at("status", "storedVersions");
        if (stored.empty()) {
            stored.errors().invalid(stored.path(), JsonNodeFactory.instance.nullNode(),
                    "must have at least one stored version");
        }
    }
}
